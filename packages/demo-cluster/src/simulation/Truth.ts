import type { MirrorModel, ObjectRef, WorkloadModel } from './model';

/** Who calls or is called: a workload, a host outside the cluster, or a Service that leads nowhere. */
export interface TruthNode {
  /** Where it is in another one: what the mesh calls that cluster. */
  cluster?: string;
  kind: string;
  namespace?: string;
  name: string;
  meshed: boolean;
}

export interface ConfiguredTruth {
  /** Calls, before retries. */
  requestsPerSecond: number;
  /** Of attempts: what the proxies count as success. Absent for TCP. */
  successRate?: number;
  /** Of attempts: those that the callee's policy refuses. They count as successes. Absent where it refuses none. */
  deniedShare?: number;
  /** Of the callee's own handler, without what it waits for. Absent for TCP. */
  ownLatencyMs?: { p50: number; p99: number };
}

export interface GeneratedTruth {
  /** Attempts that started. */
  requests: number;
  /** Attempts that ended with something that a proxy counts. */
  successes: number;
  failures: number;
  /** Of the successes: refused by policy at the server. */
  denied: number;
  /** Attempts that no pod could be found for. */
  unroutable: number;
  /** Attempts whose client left before the head. */
  abandoned: number;
  bytesOut: number;
  bytesIn: number;
  /** Time to the head, of what had one. */
  latencyMs:
    | { p50: number; p95: number; p99: number; mean: number }
    | undefined;
}

export interface EdgeTruth {
  source: TruthNode;
  target: TruthNode;
  protocol: string;
  configured: ConfiguredTruth;
  generated: GeneratedTruth;
}

/** Buckets of a hundredth of a decade: 2.3 % wide. */
const STEPS_PER_DECADE = 100;
const DECADES = 6;

/** Counts of one edge, as the simulation drew them. */
export class EdgeCounts {
  requests = 0;
  successes = 0;
  failures = 0;
  denied = 0;
  unroutable = 0;
  abandoned = 0;
  bytesOut = 0;
  bytesIn = 0;
  private readonly latencies = new Uint32Array(STEPS_PER_DECADE * DECADES);
  private latencySum = 0;
  private latencyCount = 0;

  observeLatency(milliseconds: number): void {
    const step = Math.floor(
      Math.log10(Math.max(0.1, milliseconds) * 10) * STEPS_PER_DECADE,
    );
    this.latencies[Math.min(this.latencies.length - 1, step)] += 1;
    this.latencySum += milliseconds;
    this.latencyCount += 1;
  }

  snapshot(): GeneratedTruth {
    const { requests, successes, failures, denied, unroutable } = this;
    const { abandoned, bytesOut, bytesIn } = this;
    return {
      requests,
      successes,
      failures,
      denied,
      unroutable,
      abandoned,
      bytesOut,
      bytesIn,
      latencyMs:
        this.latencyCount === 0
          ? undefined
          : {
              p50: this.quantile(0.5),
              p95: this.quantile(0.95),
              p99: this.quantile(0.99),
              mean: this.latencySum / this.latencyCount,
            },
    };
  }

  private quantile(q: number): number {
    const rank = q * this.latencyCount;
    let seen = 0;
    let step = 0;
    while (step < this.latencies.length - 1) {
      seen += this.latencies[step];
      if (seen >= rank) {
        break;
      }
      step += 1;
    }
    return 10 ** ((step + 0.5) / STEPS_PER_DECADE) / 10;
  }
}

interface Edge {
  source: TruthNode;
  target: TruthNode;
  protocol: string;
  counts: EdgeCounts;
}

/** What really happened, edge by edge: nobody has to guess it from metrics. */
export class TruthLedger {
  private readonly edges = new Map<string, Edge>();

  counts(source: TruthNode, target: TruthNode, protocol: string): EdgeCounts {
    const key = edgeKey(source, target, protocol);
    let edge = this.edges.get(key);
    if (!edge) {
      edge = { source, target, protocol, counts: new EdgeCounts() };
      this.edges.set(key, edge);
    }
    return edge.counts;
  }

  all(): IterableIterator<Edge> {
    return this.edges.values();
  }
}

export function edgeKey(
  source: TruthNode,
  target: TruthNode,
  protocol: string,
): string {
  const node = ({ cluster = '', kind, namespace = '', name }: TruthNode) =>
    `${cluster}/${kind}/${namespace}/${name}`;
  return `${node(source)} ${node(target)} ${protocol}`;
}

export function workloadNode(workload: WorkloadModel): TruthNode {
  return {
    kind: workload.kind,
    namespace: workload.namespace,
    name: workload.name,
    meshed: workload.meshed,
  };
}

export function externalNode(host: string): TruthNode {
  return { kind: 'External', name: host, meshed: false };
}

/** The Service that a mirror stands for: who is behind it, only its own cluster knows. */
export function originNode({ cluster, origin }: MirrorModel): TruthNode {
  return { ...serviceNode(origin), cluster, meshed: true };
}

export function serviceNode(service: ObjectRef): TruthNode {
  return {
    kind: 'Service',
    namespace: service.namespace,
    name: service.name,
    meshed: false,
  };
}
