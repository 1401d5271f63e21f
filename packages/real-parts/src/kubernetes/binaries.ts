import { homedir } from 'node:os';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { findProgram, isExecutable } from '../programs/findProgram';

/** The programs of a control plane, and the client that people use. */
export interface KubernetesBinaries {
  etcd: string;
  kubeApiserver: string;
  kubectl: string;
}

const HOW =
  'Name a folder with etcd, kube-apiserver and kubectl in KUBEBUILDER_ASSETS, or install Go and etcd (apt-get install etcd-server) and run `yarn workspace real-parts build:kube` once.';

/** Where the programs are kept that were built here: outside of the repository, one folder for each version. */
export function builtBinariesFolder(): string {
  const goMod = readFileSync(
    path.join(
      path.dirname(require.resolve('real-parts/package.json')),
      'kube-apiserver',
      'go.mod',
    ),
    'utf8',
  );
  const version = /k8s\.io\/kubernetes (v\S+)/.exec(goMod)?.[1];
  const cache = process.env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache');
  return path.join(cache, 'backstage-mesh', `kubernetes-${version}`);
}

/** Ready-made programs come first, then those built here, then those on the PATH (etcd alone: a strange kubectl proves little). */
export function findKubernetes(): KubernetesBinaries | { missing: string } {
  const folders = [process.env.KUBEBUILDER_ASSETS, builtBinariesFolder()];
  const find = (name: string) =>
    folders
      .filter(folder => folder !== undefined && folder !== '')
      .map(folder => path.join(folder ?? '', name))
      .find(isExecutable);
  const etcd = find('etcd') ?? findProgram('etcd');
  const kubeApiserver = find('kube-apiserver');
  const kubectl = find('kubectl');
  if (etcd && kubeApiserver && kubectl) {
    return { etcd, kubeApiserver, kubectl };
  }
  const lacking = [
    ['etcd', etcd],
    ['kube-apiserver', kubeApiserver],
    ['kubectl', kubectl],
  ]
    .filter(([, file]) => !file)
    .map(([name]) => name);
  return { missing: `There is no ${lacking.join(', no ')}. ${HOW}` };
}

/** What is lacking for suites with a real API server; undefined where all is there. */
export function missingKubernetes(): string | undefined {
  const found = findKubernetes();
  return 'missing' in found ? found.missing : undefined;
}
