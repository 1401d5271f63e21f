import type { NamespaceModel } from '../simulation/model';

const injected = (name: string): NamespaceModel => ({ name, injected: true });
const plain = (name: string): NamespaceModel => ({ name, injected: false });

/** Namespaces that every cluster with Linkerd has. */
export const systemNamespaces: NamespaceModel[] = [
  plain('default'),
  plain('kube-node-lease'),
  plain('kube-public'),
  plain('kube-system'),
  {
    name: 'linkerd',
    injected: false,
    labels: {
      'config.linkerd.io/admission-webhooks': 'disabled',
      'linkerd.io/control-plane-ns': 'linkerd',
      'linkerd.io/is-control-plane': 'true',
      'pod-security.kubernetes.io/enforce': 'privileged',
    },
    annotations: { 'linkerd.io/inject': 'disabled' },
  },
  {
    name: 'linkerd-viz',
    injected: false,
    labels: {
      'linkerd.io/extension': 'viz',
      'pod-security.kubernetes.io/enforce': 'privileged',
    },
  },
];

export const applicationNamespaces: NamespaceModel[] = [
  plain('backstage'),
  injected('emojivoto'),
  injected('empty'),
  plain('ingress'),
  plain('legacy'),
  injected('ops'),
  injected('video'),
];

/** Of the applications that only the east has. */
export const scenarioNamespaces: NamespaceModel[] = [
  injected('booksapp'),
  injected('shop'),
];
