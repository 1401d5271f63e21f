import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A key and its certificate, as files. */
export interface KeyPair {
  keyFile: string;
  certFile: string;
}

/** A certificate authority of one folder, by openssl. */
export class Certificates {
  private constructor(
    private readonly folder: string,
    private readonly authority: KeyPair,
  ) {}

  /** @throws Error where openssl is not there or refuses */
  static async create(folder: string, name: string): Promise<Certificates> {
    const authority = filesOf(folder, name);
    await openssl([
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt'],
      ...['ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
      ...['-subj', `/CN=${name}`],
      ...['-keyout', authority.keyFile, '-out', authority.certFile],
    ]);
    return new Certificates(folder, authority);
  }

  get caFile(): string {
    return this.authority.certFile;
  }

  caPem(): Promise<string> {
    return readFile(this.authority.certFile, 'utf8');
  }

  /** A certificate for servers (with the names they are called by) and for clients (by its common name). */
  async issue(options: {
    name: string;
    commonName: string;
    /** As openssl writes them: `IP:127.0.0.1`, `DNS:localhost`. */
    subjectAltNames?: readonly string[];
  }): Promise<KeyPair> {
    const { name, commonName, subjectAltNames = [] } = options;
    const pair = filesOf(this.folder, name);
    const requestFile = path.join(this.folder, `${name}.csr`);
    const extensionsFile = path.join(this.folder, `${name}.ext`);
    await writeFile(
      extensionsFile,
      [
        'extendedKeyUsage=serverAuth,clientAuth',
        ...(subjectAltNames.length > 0
          ? [`subjectAltName=${subjectAltNames.join(',')}`]
          : []),
      ].join('\n'),
    );
    await openssl([
      ...['req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'],
      ...['-nodes', '-subj', `/CN=${commonName}`],
      ...['-keyout', pair.keyFile, '-out', requestFile],
    ]);
    await openssl([
      ...['x509', '-req', '-in', requestFile, '-days', '2'],
      ...['-CA', this.authority.certFile, '-CAkey', this.authority.keyFile],
      ...['-CAcreateserial', '-extfile', extensionsFile],
      ...['-out', pair.certFile],
    ]);
    return pair;
  }
}

function filesOf(folder: string, name: string): KeyPair {
  return {
    keyFile: path.join(folder, `${name}.key`),
    certFile: path.join(folder, `${name}.crt`),
  };
}

async function openssl(args: readonly string[]): Promise<void> {
  await run('openssl', args);
}
