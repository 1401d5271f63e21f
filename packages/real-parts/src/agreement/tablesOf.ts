import type { MeshTraffic } from '@backstage-mesh/plugin-service-mesh-node';
import { edgeName, peerName, type Counted, type Table } from './rows';

/** The counts and the latencies of one window, by workload and by edge. */
export interface Tables {
  workloads: Table;
  edges: Table;
}

export function tablesOf(counts: MeshTraffic, latency: MeshTraffic): Tables {
  const workloads = new Map<string, Counted>();
  const edges = new Map<string, Counted>();
  const put = (table: Map<string, Counted>, key: string, row: Counted) =>
    table.set(key, { ...table.get(key), ...row });
  for (const { workload, http, tcp, mtls } of counts.workloads) {
    put(workloads, peerName({ type: 'workload', workload }), {
      ...http,
      ...tcp,
      mtls,
    });
  }
  for (const edge of counts.edges) {
    const { source, target, http, tcp, countedBy, protocol, mtls } = edge;
    put(edges, edgeName(peerName(source), peerName(target)), {
      ...http,
      ...tcp,
      countedBy,
      protocol,
      mtls,
    });
  }
  for (const { workload, latency: buckets } of latency.workloads) {
    put(workloads, peerName({ type: 'workload', workload }), {
      latency: buckets,
    });
  }
  for (const { source, target, latency: buckets } of latency.edges) {
    put(edges, edgeName(peerName(source), peerName(target)), {
      latency: buckets,
    });
  }
  return { workloads, edges };
}
