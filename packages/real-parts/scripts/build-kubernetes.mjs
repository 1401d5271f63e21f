// Builds kube-apiserver and kubectl from the Go module beside it, once: later runs find them in the cache. Where they are not to be had it
// says why and leaves it at that; the suites then say what they left out.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { homedir, setPriority } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const PROGRAMS = ['kube-apiserver', 'kubectl'];

const module = fileURLToPath(new URL('../kube-apiserver', import.meta.url));
const goMod = readFileSync(path.join(module, 'go.mod'), 'utf8');
const version = /k8s\.io\/kubernetes (v\S+)/.exec(goMod)[1];
const cache = process.env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache');
const folder = path.join(cache, 'backstage-mesh', `kubernetes-${version}`);

const has = directory =>
  PROGRAMS.every(program => existsSync(path.join(directory, program)));

if (process.env.KUBEBUILDER_ASSETS && has(process.env.KUBEBUILDER_ASSETS)) {
  console.log(`Kubernetes: taken from ${process.env.KUBEBUILDER_ASSETS}`);
} else if (has(folder)) {
  console.log(`Kubernetes ${version}: taken from ${folder}`);
} else if (spawnSync('go', ['version']).status !== 0) {
  console.log(
    'Kubernetes: not built, for there is no Go on this machine (https://go.dev/dl), and KUBEBUILDER_ASSETS names no folder with kube-apiserver and kubectl.',
  );
} else {
  console.log(
    `Kubernetes ${version}: built with Go into ${folder}; this takes some minutes, once.`,
  );
  // It takes whatever of the machine others leave.
  setPriority(10);
  mkdirSync(folder, { recursive: true });
  for (const program of PROGRAMS) {
    const unfinished = path.join(folder, `${program}.${process.pid}`);
    const { status } = spawnSync(
      'go',
      [
        'build',
        '-trimpath',
        `-ldflags=-s -w -X k8s.io/component-base/version.gitVersion=${version}`,
        '-o',
        unfinished,
        `k8s.io/kubernetes/cmd/${program}`,
      ],
      { cwd: module, stdio: 'inherit' },
    );
    if (status !== 0) {
      console.error(
        `Kubernetes: ${program} could not be built (see above), so the suites that need it are left out. They need Go as new as kube-apiserver/go.mod says, and the Go module proxy.`,
      );
      process.exit(0);
    }
    renameSync(unfinished, path.join(folder, program));
  }
}
