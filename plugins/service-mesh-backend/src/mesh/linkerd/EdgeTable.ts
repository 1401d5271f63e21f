import { workloadKey } from '@backstage-mesh/plugin-service-mesh-common';
import {
  MeshPeer,
  RequestIncrease,
} from '@backstage-mesh/plugin-service-mesh-node';
import { Flow } from './Flow';

/**
 * A string that is equal for equal peers.
 *
 * @internal
 */
export function peerKey(peer: MeshPeer): string {
  switch (peer.type) {
    case 'workload':
      return `w:${workloadKey(peer.workload)}:${peer.pod ?? ''}`;
    case 'service':
      return `s:${peer.meshCluster ?? ''}:${peer.namespace}/${peer.name}`;
    case 'external':
      return `e:${peer.identity ?? ''}:${peer.host}`;
    default:
      return 'u';
  }
}

/** @internal */
export interface Edge {
  source: MeshPeer;
  target: MeshPeer;
  flow: Flow;
  countedBy: 'source' | 'target';
  clientIdentity?: string;
  /** Refused calls of one of several sources with this identity. */
  deniedAmong?: number;
  /** Of the failures: attempts that ran into a time limit. */
  timeouts?: number;
  /** What the caller got after retries. */
  calls?: RequestIncrease['calls'];
}

/**
 * Edges by their two ends.
 *
 * @internal
 */
export class EdgeTable {
  private readonly edges = new Map<string, Edge>();
  private readonly targets = new Map<string, Set<Edge>>();

  /** The edge, which is made where there is none. */
  edge(source: MeshPeer, target: MeshPeer, countedBy: Edge['countedBy']): Edge {
    const key = `${peerKey(source)}>${peerKey(target)}`;
    const known = this.edges.get(key);
    if (known) {
      return known;
    }
    const edge: Edge = { source, target, flow: new Flow(), countedBy };
    this.edges.set(key, edge);
    const siblings = this.targets.get(peerKey(target));
    if (siblings) {
      siblings.add(edge);
    } else {
      this.targets.set(peerKey(target), new Set([edge]));
    }
    return edge;
  }

  /** Edges to a peer. */
  to(target: MeshPeer): readonly Edge[] {
    return [...(this.targets.get(peerKey(target)) ?? [])];
  }

  all(): readonly Edge[] {
    return [...this.edges.values()];
  }
}
