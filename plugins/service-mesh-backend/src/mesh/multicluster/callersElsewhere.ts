import { workloadKey } from '@backstage-mesh/plugin-service-mesh-common';
import {
  EdgeTraffic,
  MeshPeer,
  MeshTraffic,
  RequestIncrease,
} from '@backstage-mesh/plugin-service-mesh-node';

/** What a gateway passed on and no known caller explains is told from the noise of two measurements only above this share. */
const UNEXPLAINED_SHARE = 0.2;

/** What another cluster counted of its calls to this one. */
export interface CallsFromElsewhere {
  windowSeconds: number;
  edges: readonly EdgeTraffic[];
}

/**
 * The traffic of a cluster with its callers in other clusters in place of the gateway that passed their calls on: the same call is
 * counted at its caller and at the gateway, and is shown once. What the gateway passed on beyond what those callers sent stays its own.
 *
 * @param gateways - keys of the workloads that are gateways
 * @internal
 */
export function showCallersElsewhere(
  traffic: MeshTraffic,
  gateways: ReadonlySet<string>,
  elsewhere: readonly CallsFromElsewhere[],
): MeshTraffic {
  const { windowSeconds } = traffic;
  const byGateways = passedOn(traffic, gateways);
  const callees = new Set(byGateways.flatMap(({ target }) => keyOf(target)));
  const incoming = elsewhere.flatMap(calls =>
    calls.edges
      .filter(({ target }) => isOf(target, callees))
      .map(edge =>
        calls.windowSeconds === windowSeconds
          ? edge
          : { ...edge, windowSeconds: calls.windowSeconds },
      ),
  );
  if (incoming.length === 0) {
    return traffic;
  }
  const left = byGateways.flatMap(edge =>
    unexplained(
      edge,
      incoming.filter(
        ({ target }) => keyOf(target)[0] === keyOf(edge.target)[0],
      ),
      windowSeconds,
    ),
  );
  const busy = new Set(left.flatMap(({ source }) => keyOf(source)));
  return {
    ...traffic,
    edges: [
      ...traffic.edges.filter(
        ({ source, target }) =>
          !isOf(source, gateways) &&
          // Who comes to a gateway of which nothing is left to show.
          !(isOf(target, gateways) && !isOf(target, busy)),
      ),
      ...left,
      ...incoming,
    ],
  };
}

/**
 * The calls that gateways made for callers in other clusters.
 *
 * @param gateways - keys of the workloads that are gateways
 * @internal
 */
export function passedOn(
  { edges }: Pick<MeshTraffic, 'edges'>,
  gateways: ReadonlySet<string>,
): readonly EdgeTraffic[] {
  return gateways.size === 0
    ? []
    : edges.filter(({ source }) => isOf(source, gateways));
}

function unexplained(
  edge: EdgeTraffic,
  callers: readonly EdgeTraffic[],
  windowSeconds: number,
): EdgeTraffic[] {
  if (callers.length === 0) {
    return [edge];
  }
  const { http } = edge;
  if (!http) {
    return [];
  }
  const explained = (field: 'requests' | 'successes' | 'failures') =>
    callers.reduce(
      (sum, caller) =>
        sum +
        ((caller.http?.[field] ?? 0) * windowSeconds) /
          (caller.windowSeconds ?? windowSeconds),
      0,
    );
  const rest = (field: 'requests' | 'successes' | 'failures') =>
    Math.max(0, (http[field] ?? 0) - explained(field));
  const all = http.requests ?? http.successes + http.failures;
  const remaining =
    http.requests === undefined
      ? rest('successes') + rest('failures')
      : rest('requests');
  if (remaining < 1 || remaining < UNEXPLAINED_SHARE * all) {
    return [];
  }
  // Of the times and bytes nobody can say which part is left.
  const { latency: _latency, tcp: _tcp, ...identity } = edge;
  const left: RequestIncrease = {
    successes: rest('successes'),
    failures: rest('failures'),
    ...(http.requests !== undefined && { requests: rest('requests') }),
  };
  return [{ ...identity, http: left }];
}

function keyOf(peer: MeshPeer): string[] {
  return peer.type === 'workload' ? [workloadKey(peer.workload)] : [];
}

function isOf(peer: MeshPeer, workloads: ReadonlySet<string>): boolean {
  return peer.type === 'workload' && workloads.has(workloadKey(peer.workload));
}
