import type {
  LatencyBuckets,
  MeshPeer,
} from '@backstage-mesh/plugin-service-mesh-node';

/** What was counted of a workload or of an edge in one window. Absent = unknown. */
export interface Counted {
  requests?: number;
  successes?: number;
  failures?: number;
  denied?: number;
  latency?: LatencyBuckets;
  /** Where it is known without buckets. */
  quantilesMs?: { p50: number; p95: number };
  readBytes?: number;
  writeBytes?: number;
  countedBy?: 'source' | 'target';
  protocol?: string;
  mtls?: string;
}

/** Rows by what they are about. */
export type Table = ReadonlyMap<string, Counted>;

/** A name for one end of a call that is the same in every table. */
export function peerName(peer: MeshPeer): string {
  switch (peer.type) {
    case 'workload': {
      const { namespace, kind, name } = peer.workload;
      return `${namespace}/${kind}/${name}`;
    }
    case 'service':
      return `${peer.namespace}/Service/${peer.name}`;
    case 'external':
      return `external ${peer.host}`;
    default:
      return 'unmeshed';
  }
}

/** A name for an edge. */
export function edgeName(source: string, target: string): string {
  return `${source} → ${target}`;
}
