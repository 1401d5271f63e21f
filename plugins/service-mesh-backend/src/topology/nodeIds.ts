import { createHash } from 'node:crypto';
import { WorkloadRef } from '@backstage-mesh/plugin-service-mesh-common';
import { MeshPeer } from '@backstage-mesh/plugin-service-mesh-node';

/** The end of a call that a node stands for. */
export type NodePeer =
  | Exclude<MeshPeer, { type: 'unmeshed' }>
  /** Callers without a name, of the workloads of one namespace. */
  | { type: 'unmeshed'; namespace: string };

/**
 * The id of a node: opaque, and the same as long as it stands for the same.
 *
 * @internal
 */
export function nodeId(cluster: string, peer: NodePeer): string {
  switch (peer.type) {
    case 'workload':
      return workloadNodeId(peer.workload);
    case 'service':
      return digest([
        'service',
        cluster,
        peer.meshCluster ?? '',
        peer.namespace,
        peer.name,
      ]);
    case 'external':
      return digest([
        'external',
        cluster,
        peer.host,
        ...(peer.identity ? [peer.identity] : []),
      ]);
    default:
      return digest(['unmeshed', cluster, peer.namespace]);
  }
}

/** A graph asks for the same ids again and again, by the one object that stands for a workload in the inventory. */
const knownIds = new WeakMap<Readonly<WorkloadRef>, string>();

/** @internal */
export function workloadNodeId(workload: WorkloadRef): string {
  const known = knownIds.get(workload);
  if (known !== undefined) {
    return known;
  }
  const id = digest([
    'workload',
    workload.cluster,
    workload.namespace,
    workload.kind,
    workload.name,
  ]);
  knownIds.set(workload, id);
  return id;
}

/** @internal */
export function edgeId(source: string, target: string): string {
  return digest(['edge', source, target]);
}

function digest(parts: readonly string[]): string {
  return createHash('sha256')
    .update(JSON.stringify(parts))
    .digest('base64url')
    .slice(0, 22);
}
