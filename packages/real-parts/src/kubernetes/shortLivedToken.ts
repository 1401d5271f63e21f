import { createPrivateKey, sign } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/** So long the API server still takes a token after its end, for clocks that differ. */
const LEEWAY_SECONDS = 60;

const ISSUER = 'https://kubernetes.default.svc';

/**
 * A token of a service account that the API server accepts for some seconds only: it gives out none that live shorter than ten minutes.
 *
 * @param keyFile - the key with which the API server signs its own
 */
export async function shortLivedToken(options: {
  keyFile: string;
  namespace: string;
  name: string;
  uid: string;
  acceptedSeconds: number;
}): Promise<string> {
  const { keyFile, namespace, name, uid, acceptedSeconds } = options;
  const now = Math.floor(Date.now() / 1000);
  const exp = now + acceptedSeconds - LEEWAY_SECONDS;
  const text = [
    { alg: 'ES256', typ: 'JWT' },
    {
      iss: ISSUER,
      aud: [ISSUER],
      sub: `system:serviceaccount:${namespace}:${name}`,
      iat: exp - 600,
      nbf: exp - 600,
      exp,
      'kubernetes.io': { namespace, serviceaccount: { name, uid } },
    },
  ]
    .map(part => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const key = createPrivateKey(await readFile(keyFile));
  const signature = sign('sha256', Buffer.from(text), {
    key,
    dsaEncoding: 'ieee-p1363',
  });
  return `${text}.${signature.toString('base64url')}`;
}
