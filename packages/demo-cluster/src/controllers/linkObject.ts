import type { NewObject } from '../objects/KubernetesObject';
import type { LinkModel } from '../simulation/model';
import { identityOfAccount } from '../simulation/SimulatedPod';

const NAMESPACE = 'linkerd-multicluster';

/** What `linkerd multicluster link-gen` writes for the cluster that calls. */
export function linkObject({ cluster, gateway }: LinkModel): NewObject {
  return {
    kind: 'Link',
    apiVersion: 'multicluster.linkerd.io/v1alpha3',
    metadata: { name: cluster, namespace: NAMESPACE },
    spec: {
      clusterCredentialsSecret: `cluster-credentials-${cluster}`,
      gatewayAddress: gateway.ip,
      gatewayIdentity: identityOfAccount(NAMESPACE, 'linkerd-gateway'),
      gatewayPort: String(gateway.port),
      probeSpec: {
        failureThreshold: '3',
        path: '/ready',
        period: '3s',
        port: '4191',
        timeout: '30s',
      },
      selector: { matchLabels: { 'mirror.linkerd.io/exported': 'true' } },
      targetClusterDomain: 'cluster.local',
      targetClusterLinkerdNamespace: 'linkerd',
      targetClusterName: cluster,
    },
  };
}
