import { promises as fs } from 'fs';

/** Where Kubernetes mounts the account of a pod. */
export const IN_CLUSTER_FOLDER =
  '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * A bearer token from a file that is rotated: read anew for each request, as it is small and the old one dies with the rotation.
 *
 * @throws Error naming the file, where it can not be read or is empty
 */
export function tokenFromFile(path: string): () => Promise<string> {
  return async () => {
    const token = (await readCredential('token file', path)).trim();
    if (!token) {
      throw new Error(`its token file ${path} is empty`);
    }
    return token;
  };
}

/**
 * The certificates of a file that is rotated: read anew for each request, as tokens are.
 *
 * @throws Error naming the file, where it can not be read or holds no certificate
 */
export function certificatesFromFile(path: string): () => Promise<string> {
  return async () => {
    const pem = await readCredential('caFile', path);
    if (!isCertificate(pem)) {
      throw new Error(`its caFile ${path} holds no certificate in PEM`);
    }
    return pem;
  };
}

/** Whether a text holds a certificate in PEM. */
export function isCertificate(text: string): boolean {
  return text.includes('-----BEGIN CERTIFICATE-----');
}

async function readCredential(what: string, path: string): Promise<string> {
  try {
    return await fs.readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(
      `its ${what} ${path} can not be read (${code ?? 'unknown problem'})`,
    );
  }
}
