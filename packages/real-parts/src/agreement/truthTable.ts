import type { TrueEdge } from '../demo/TruthRecorder';
import { edgeName, type Counted, type Table } from './rows';

type Node = TrueEdge['source'];

/** What really happened, as a table of edges: those who are not meshed have no name there. Bytes are those of TCP alone. */
export function truthTable(
  edges: readonly TrueEdge[],
  /** Addresses of hosts outside the cluster, by their names: metrics know no others. */
  addresses: Readonly<Record<string, string>>,
): Table {
  const table = new Map<string, Counted>();
  const nameOf = ({ kind, namespace, name }: Node) =>
    kind === 'External'
      ? `external ${addresses[name] ?? name}`
      : `${namespace}/${kind}/${name}`;
  for (const edge of edges) {
    const { source, target } = edge;
    // Between two without a proxy nobody counts.
    if (!source.meshed && !target.meshed) {
      continue;
    }
    const key = edgeName(
      source.meshed ? nameOf(source) : 'unmeshed',
      nameOf(target),
    );
    const counted = countsOf(edge);
    if (counted) {
      const others = table.get(key);
      table.set(key, others ? add(others, counted) : counted);
    }
  }
  return table;
}

function countsOf(edge: TrueEdge): Counted | undefined {
  if (edge.protocol === 'tcp') {
    const { bytesIn, bytesOut } = edge;
    return bytesOut > 0
      ? { readBytes: bytesIn, writeBytes: bytesOut, protocol: 'tcp' }
      : undefined;
  }
  const requests = edge.requests + edge.unroutable;
  return requests > 0
    ? {
        requests,
        failures: edge.failures + edge.unroutable,
        denied: edge.denied,
        protocol: edge.protocol,
        quantilesMs: edge.latencyMs,
      }
    : undefined;
}

/** Two callers without names. Their quantiles can not be added. */
function add(a: Counted, b: Counted): Counted {
  const sum = (x: number | undefined, y: number | undefined) =>
    x === undefined ? y : x + (y ?? 0);
  return {
    requests: sum(a.requests, b.requests),
    failures: sum(a.failures, b.failures),
    denied: sum(a.denied, b.denied),
    readBytes: sum(a.readBytes, b.readBytes),
    writeBytes: sum(a.writeBytes, b.writeBytes),
    protocol: b.protocol,
  };
}
