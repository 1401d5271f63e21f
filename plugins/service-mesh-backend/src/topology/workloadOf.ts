import {
  TopologyNode,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';

/**
 * The workload that a node stands for; undefined for nodes of other types and for hidden ones.
 *
 * @internal
 */
export function workloadOf(node: TopologyNode): WorkloadRef | undefined {
  const { type, cluster, namespace, kind, name } = node;
  return type === 'workload' && namespace && name
    ? { cluster, namespace, kind, name }
    : undefined;
}
