import { X509Certificate } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { generate } from 'selfsigned';

export interface Certificates {
  /** Of the authority that signed the server's certificate, in PEM. */
  ca: string;
  caFile: string;
  key: string;
  cert: string;
}

const YEAR_MS = 365 * 24 * 3600 * 1000;
const DAY_MS = 24 * 3600 * 1000;

/** The certificates of a run directory: those that are there, or new ones. */
export async function keepCertificates(
  directory: string,
): Promise<Certificates> {
  await mkdir(directory, { recursive: true });
  const caFile = path.join(directory, 'ca.crt');
  const certFile = path.join(directory, 'server.crt');
  const keyFile = path.join(directory, 'server.key');
  const existing = await readAll(caFile, certFile, keyFile);
  if (existing && isGood(existing[1])) {
    const [ca, cert, key] = existing;
    return { ca, caFile, key, cert };
  }
  const { ca, key, cert } = await makeCertificates();
  await writeFile(caFile, ca);
  await writeFile(certFile, cert);
  await writeFile(keyFile, key, { mode: 0o600 });
  return { ca, caFile, key, cert };
}

/** An authority of its own, and a server certificate for this machine signed by it. */
export async function makeCertificates(): Promise<
  Omit<Certificates, 'caFile'>
> {
  const notBeforeDate = new Date(Date.now() - DAY_MS);
  const common = {
    keyType: 'ec' as const,
    algorithm: 'sha256',
    notBeforeDate,
    notAfterDate: new Date(Date.now() + YEAR_MS),
  };
  const authority = await generate(
    [{ name: 'commonName', value: 'demo cluster authority' }],
    {
      ...common,
      extensions: [
        { name: 'basicConstraints', cA: true, critical: true },
        {
          name: 'keyUsage',
          keyCertSign: true,
          cRLSign: true,
          digitalSignature: true,
          critical: true,
        },
      ],
    },
  );
  const server = await generate(
    [{ name: 'commonName', value: 'demo cluster' }],
    {
      ...common,
      ca: { key: authority.private, cert: authority.cert },
      extensions: [
        { name: 'basicConstraints', cA: false },
        { name: 'keyUsage', digitalSignature: true, critical: true },
        { name: 'extKeyUsage', serverAuth: true },
        {
          name: 'subjectAltName',
          altNames: [
            { type: 7, ip: '127.0.0.1' },
            { type: 2, value: 'localhost' },
            { type: 2, value: 'kubernetes.default.svc' },
          ],
        },
      ],
    },
  );
  return { ca: authority.cert, key: server.private, cert: server.cert };
}

async function readAll(
  ...files: [string, string, string]
): Promise<[string, string, string] | undefined> {
  try {
    const [a, b, c] = await Promise.all(
      files.map(file => readFile(file, 'utf8')),
    );
    return [a, b, c];
  } catch {
    return undefined;
  }
}

function isGood(cert: string): boolean {
  try {
    const until = Date.parse(new X509Certificate(cert).validTo);
    return until > Date.now() + DAY_MS;
  } catch {
    return false;
  }
}
