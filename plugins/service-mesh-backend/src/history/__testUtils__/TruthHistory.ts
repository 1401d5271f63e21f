import {
  CallHistory,
  HistorySeries,
  TopologyNode,
  WorkloadHistory,
} from '@backstage-mesh/plugin-service-mesh-common';
import { ClusterTruth } from 'demo-cluster';

type TruthNode = ClusterTruth['edges'][0]['source'];

/** What is counted of one call, or of all calls from or to a workload: totals since the begin. */
type Totals = Partial<Record<keyof HistorySeries, number>>;

/** Totals of one moment, by what they are of. */
interface Moment {
  inbound: Map<string, Totals>;
  outbound: Map<string, Totals>;
  /** By caller, then by callee. */
  calls: Map<string, Map<string, Totals>>;
}

/** What a demo cluster drew, step by step, in the form in which histories are answered. Workloads go by their names. */
export class TruthHistory {
  private readonly moments: Moment[] = [];
  private readonly peers = new Map<string, TopologyNode>();

  /** Takes what has been drawn until now; the first one is the begin. */
  note({ edges, routes, splits }: ClusterTruth): void {
    const moment: Moment = {
      inbound: new Map(),
      outbound: new Map(),
      calls: new Map(),
    };
    for (const { source, target, protocol, generated } of edges) {
      const { successes, failures, denied } = generated;
      const counted: Totals =
        protocol === 'tcp'
          ? { openConnections: 1 }
          : { successes, failures, denied };
      add(moment.inbound, this.named(target), counted);
      add(moment.outbound, this.named(source), counted);
      add(callsOf(moment, source.name), target.name, counted);
    }
    for (const { source, service, generated } of routes) {
      // Of a Service that several answer for, nobody knows whose calls failed in the end.
      if (!splits.some(({ apex }) => apex.name === service.name)) {
        const { successes, failures, unroutable, timeouts } = generated;
        const callee = this.named({
          ...service,
          kind: 'Service',
          meshed: false,
        });
        add(callsOf(moment, source.name), callee, {
          callSuccesses: successes,
          callFailures: failures + unroutable,
          timeouts,
          unreachable: unroutable,
        });
      }
    }
    this.moments.push(moment);
  }

  of(workload: string): WorkloadHistory {
    const callees = new Set(
      this.moments.flatMap(({ calls }) => [
        ...(calls.get(workload)?.keys() ?? []),
      ]),
    );
    return {
      workload: this.peers.get(workload)!,
      inbound: this.series(({ inbound }) => inbound.get(workload)),
      outbound: this.series(({ outbound }) => outbound.get(workload)),
      callers: [],
      callees: [...callees].map(
        (name): CallHistory => ({
          peer: this.peers.get(name)!,
          series: this.series(({ calls }) => calls.get(workload)?.get(name)),
        }),
      ),
      changes: [],
    };
  }

  /** Remembers whom a name stands for: a Service where it has no workload of its name. */
  private named(node: TruthNode): string {
    if (!this.peers.has(node.name) || node.kind !== 'Service') {
      this.peers.set(node.name, nodeOf(node));
    }
    return node.name;
  }

  private series(pick: (moment: Moment) => Totals | undefined): HistorySeries {
    const totals = this.moments.map(pick);
    const names = new Set(
      totals.flatMap(
        counted => Object.keys(counted ?? {}) as (keyof HistorySeries)[],
      ),
    );
    return Object.fromEntries(
      [...names].map(name => {
        const values = totals.map(counted => counted?.[name] ?? 0);
        const isCount = name !== 'openConnections';
        return [
          name,
          values.slice(1).map((value, i) => value - (isCount ? values[i] : 0)),
        ];
      }),
    );
  }
}

function callsOf({ calls }: Moment, caller: string): Map<string, Totals> {
  const known = calls.get(caller) ?? new Map<string, Totals>();
  calls.set(caller, known);
  return known;
}

function add(all: Map<string, Totals>, key: string, counted: Totals): void {
  const sum = { ...all.get(key) };
  for (const [name, value] of Object.entries(counted)) {
    const field = name as keyof HistorySeries;
    sum[field] = (sum[field] ?? 0) + value;
  }
  all.set(key, sum);
}

function nodeOf({ kind, namespace, name, meshed }: TruthNode): TopologyNode {
  const isService = kind === 'Service';
  return {
    id: name,
    type: isService ? 'service' : 'workload',
    cluster: 'east',
    ...(namespace && { namespace }),
    kind,
    name,
    ...(!isService && { meshed: { running: meshed ? 1 : 0, total: 1 } }),
    entityRefs: [],
    stats: {},
  };
}
