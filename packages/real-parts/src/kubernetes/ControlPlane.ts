import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { answersOk } from '../programs/answers';
import { freePorts } from '../programs/ports';
import { Program } from '../programs/Program';
import type { KubernetesBinaries } from './binaries';
import { Certificates, type KeyPair } from './Certificates';
import { KubernetesApi } from './KubernetesApi';

/** Tokens that the API server knows from its start, and whom they belong to. */
export const TOKENS = {
  admin: { token: 'real-admin', user: 'admin', groups: ['system:masters'] },
  portal: { token: 'real-portal', user: 'portal', groups: [] },
  alice: { token: 'real-alice', user: 'alice', groups: [] },
  nobody: { token: 'real-nobody', user: 'nobody', groups: [] },
} as const;

/** The certificate that the API server shows. */
const SERVING = {
  name: 'apiserver',
  commonName: 'kube-apiserver',
  subjectAltNames: ['IP:127.0.0.1', 'DNS:localhost'],
};

interface Files {
  folder: string;
  serving: KeyPair;
  /** Signs the tokens of service accounts. */
  serviceAccounts: KeyPair;
  frontProxy: KeyPair;
  frontProxyCaFile: string;
  tokenFile: string;
}

/** A kube-apiserver on an etcd of its own, both on loopback, RBAC and aggregation on. */
export class ControlPlane {
  private constructor(
    readonly url: string,
    private readonly authority: { pem: string },
    readonly certificates: Certificates,
    /** PEM of who signs the certificate with which the API server calls aggregated servers. */
    readonly frontProxyCa: string,
    private readonly etcd: Program,
    private readonly etcdUrl: string,
    private readonly files: Files,
    private apiserver: Program,
    private readonly startApiserver: () => Promise<Program>,
  ) {}

  /** PEM of who signed the API server's certificate. */
  get ca(): string {
    return this.authority.pem;
  }

  /** The key that signs the tokens of service accounts. */
  get serviceAccountKeyFile(): string {
    return this.files.serviceAccounts.keyFile;
  }

  static async start(
    binaries: KubernetesBinaries,
    folder: string,
  ): Promise<ControlPlane> {
    const certificates = await Certificates.create(folder, 'kubernetes-ca');
    const frontProxyCa = await Certificates.create(folder, 'front-proxy-ca');
    const [port, etcdPort, etcdPeerPort] = await freePorts(3);
    const url = `https://127.0.0.1:${port}`;
    const files: Files = {
      folder,
      serving: await certificates.issue(SERVING),
      serviceAccounts: await certificates.issue({
        name: 'service-accounts',
        commonName: 'service-accounts',
      }),
      frontProxy: await frontProxyCa.issue({
        name: 'front-proxy',
        commonName: 'front-proxy-client',
      }),
      frontProxyCaFile: frontProxyCa.caFile,
      tokenFile: path.join(folder, 'tokens.csv'),
    };
    await writeFile(files.tokenFile, tokenLines());
    const etcdUrl = `http://127.0.0.1:${etcdPort}`;
    const etcd = await Program.start({
      name: 'etcd',
      file: binaries.etcd,
      args: etcdFlags(folder, etcdUrl, etcdPeerPort),
      isReady: () => answersOk(`${etcdUrl}/health`),
    });
    const authority = { pem: await certificates.caPem() };
    const startApiserver = async () => {
      const api = new KubernetesApi(url, authority.pem, TOKENS.admin.token);
      try {
        return await Program.start({
          name: 'kube-apiserver',
          file: binaries.kubeApiserver,
          args: apiserverFlags(port, etcdUrl, files, certificates.caFile),
          isReady: () => api.isReady(),
          withinMs: 90_000,
        });
      } finally {
        api.close();
      }
    };
    try {
      return new ControlPlane(
        url,
        authority,
        certificates,
        await frontProxyCa.caPem(),
        etcd,
        etcdUrl,
        files,
        await startApiserver(),
        startApiserver,
      );
    } catch (error) {
      await etcd.stop('SIGKILL');
      throw error;
    }
  }

  /** The API as somebody sees it. */
  as(who: keyof typeof TOKENS): KubernetesApi {
    return new KubernetesApi(this.url, this.ca, TOKENS[who].token);
  }

  /** Takes the API server away; etcd stays. */
  stopApiserver(): Promise<void> {
    return this.apiserver.stop();
  }

  /** Brings it back at the same address. */
  async startApiserverAgain(): Promise<void> {
    this.apiserver = await this.startApiserver();
  }

  /** Starts the API server anew with a certificate of another authority. Who knew the first one does not trust it any more. */
  async rotateAuthority(): Promise<void> {
    const next = await Certificates.create(
      this.files.folder,
      'kubernetes-ca-of-next-year',
    );
    await this.stopApiserver();
    await next.issue(SERVING);
    this.authority.pem = await next.caPem();
    await this.startApiserverAgain();
  }

  /** Lets etcd forget all versions but the newest: old lists and watches can not be continued from it. */
  async compact(): Promise<void> {
    const { header } = await this.askEtcd('/v3/kv/range', { key: 'AA==' });
    await this.askEtcd('/v3/kv/compaction', {
      revision: header.revision,
      physical: true,
    });
  }

  private async askEtcd(
    rpc: string,
    body: object,
  ): Promise<{ header: { revision: string } }> {
    const response = await fetch(`${this.etcdUrl}${rpc}`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    if (!response.ok) {
      throw new Error(`etcd ${rpc}: ${await response.text()}`);
    }
    return response.json();
  }

  async stop(): Promise<void> {
    await this.apiserver.stop();
    await this.etcd.stop('SIGKILL');
  }
}

function tokenLines(): string {
  return Object.values(TOKENS)
    .map(
      ({ token, user, groups }, index) =>
        `${token},${user},uid-${index},"${groups.join(',')}"\n`,
    )
    .join('');
}

function etcdFlags(folder: string, url: string, peerPort: number): string[] {
  const peerUrl = `http://127.0.0.1:${peerPort}`;
  return [
    '--name=real',
    `--data-dir=${path.join(folder, 'etcd')}`,
    `--listen-client-urls=${url}`,
    `--advertise-client-urls=${url}`,
    `--listen-peer-urls=${peerUrl}`,
    `--initial-advertise-peer-urls=${peerUrl}`,
    `--initial-cluster=real=${peerUrl}`,
    // Nothing here has to outlive a power cut.
    '--unsafe-no-fsync',
  ];
}

function apiserverFlags(
  port: number,
  etcdUrl: string,
  files: Files,
  caFile: string,
): string[] {
  return [
    `--etcd-servers=${etcdUrl}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    `--secure-port=${port}`,
    `--cert-dir=${files.folder}`,
    `--tls-cert-file=${files.serving.certFile}`,
    `--tls-private-key-file=${files.serving.keyFile}`,
    `--client-ca-file=${caFile}`,
    `--token-auth-file=${files.tokenFile}`,
    '--authorization-mode=RBAC',
    '--disable-admission-plugins=ServiceAccount',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${files.serviceAccounts.certFile}`,
    `--service-account-signing-key-file=${files.serviceAccounts.keyFile}`,
    '--service-cluster-ip-range=10.96.0.0/16',
    '--endpoint-reconciler-type=none',
    `--requestheader-client-ca-file=${files.frontProxyCaFile}`,
    '--requestheader-allowed-names=front-proxy-client',
    '--requestheader-username-headers=X-Remote-User',
    '--requestheader-group-headers=X-Remote-Group',
    '--requestheader-extra-headers-prefix=X-Remote-Extra-',
    `--proxy-client-cert-file=${files.frontProxy.certFile}`,
    `--proxy-client-key-file=${files.frontProxy.keyFile}`,
    '--profiling=false',
  ];
}
