import {
  TopologyNode,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import { workloadNodeId } from './nodeIds';

/**
 * The node of a workload without its numbers, for those who ask what a viewer may see of it.
 *
 * @internal
 */
export function bareNode(workload: WorkloadRef): TopologyNode {
  return {
    ...workload,
    id: workloadNodeId(workload),
    type: 'workload',
    entityRefs: [],
    stats: {},
  };
}
