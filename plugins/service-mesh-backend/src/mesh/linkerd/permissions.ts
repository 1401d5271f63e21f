import { MeshPermission } from '@backstage-mesh/plugin-service-mesh-node';
import { RULE_KINDS } from './rules/objects/RuleObjects';

/**
 * What Linkerd's objects and its tap need in Kubernetes.
 *
 * @internal
 */
export const LINKERD_PERMISSIONS: readonly MeshPermission[] = [
  {
    feature: 'rules',
    about:
      'Routes, traffic splits and policy as they are configured. Kinds that the cluster does not have do no harm.',
    rules: [...new Set(RULE_KINDS.map(({ group }) => group))].map(group => ({
      apiGroups: [group],
      resources: RULE_KINDS.filter(kind => kind.group === group).map(
        ({ plural }) => plural,
      ),
      verbs: ['list'],
    })),
  },
  {
    feature: 'links',
    clusterWide: true,
    about: 'Gateways to other clusters, of the multicluster extension.',
    rules: [
      {
        apiGroups: ['multicluster.linkerd.io'],
        resources: ['links'],
        verbs: ['list'],
      },
    ],
  },
  {
    feature: 'tap',
    about:
      'Live tap: lets the account see the headers, never the bodies, of all requests of these workloads.',
    rules: [
      {
        apiGroups: ['tap.linkerd.io'],
        resources: [
          'deployments/tap',
          'statefulsets/tap',
          'daemonsets/tap',
          'pods/tap',
        ],
        verbs: ['watch'],
      },
    ],
  },
];
