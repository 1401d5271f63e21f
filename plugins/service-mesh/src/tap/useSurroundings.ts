import type {
  EntityWorkload,
  TapQuery,
  Topology,
  TopologyNode,
} from '@backstage-mesh/plugin-service-mesh-common';
import { useMemo } from 'react';
import { Page, usePoll } from '../hooks';
import { TapPeer, peerKey } from './TapRow';
import { tappedRate } from './whySilent';

/** Kinds that a tap can be narrowed to. */
const TARGET_KINDS = ['Deployment', 'DaemonSet', 'StatefulSet', 'Pod'];

/** How often neighbours are looked at, in milliseconds: they are choices of a form, and change seldom. */
const SURROUNDINGS_INTERVAL = 60_000;

/** What the topology knows about a tap before its first row. */
export interface Surroundings {
  /** It was asked, whatever the answer. */
  ready: boolean;
  /** Workloads that the target calls, as values of the parameter `to`. */
  peers: { value: string; label: string }[];
  /** About how many requests per second the tap would look at; undefined where nothing measures it. */
  expectedRps: number | undefined;
  /** Catalog entities of a peer. */
  entityRefsOf(peer: TapPeer): string[];
}

/** The neighbours of a tapped workload, and how busy it is. */
export function useSurroundings(
  page: Page,
  target: EntityWorkload,
  query: TapQuery,
): Surroundings {
  const { api, entityRef } = page;
  const { data, error } = usePoll<Topology>(
    api,
    `topology ${entityRef} 5m 1`,
    signal => api.getTopology(entityRef, { window: '5m', depth: 1, signal }),
    SURROUNDINGS_INTERVAL,
  );
  const asked = toParameter(query);
  return useMemo(() => {
    const nodes = new Map(data?.nodes.map(node => [node.id, node]));
    const self = data?.nodes.find(node => isTarget(node, target));
    const outbound = (data?.edges ?? []).flatMap(edge => {
      const peer = nodes.get(edge.target);
      return self && peer && edge.source === self.id ? [{ peer, edge }] : [];
    });
    const peers = new Map<string, string>();
    for (const { peer, edge } of outbound) {
      const { name, namespace, kind } = peer;
      if (
        name &&
        namespace &&
        edge.protocol !== 'tcp' &&
        TARGET_KINDS.includes(kind)
      ) {
        peers.set(`${namespace}/${kind.toLowerCase()}/${name}`, name);
      }
    }
    if (asked && !peers.has(asked)) {
      peers.set(asked, asked.slice(asked.lastIndexOf('/') + 1));
    }
    const entityRefs = new Map(
      [...nodes.values()]
        .filter(({ cluster }) => cluster === target.cluster)
        .map(node => [`${node.namespace}/${node.name}`, node.entityRefs]),
    );
    return {
      ready: data !== undefined || error !== undefined,
      peers: [...peers].map(([value, label]) => ({ value, label })),
      expectedRps: self && tappedRate({ workload: self, outbound }, query),
      entityRefsOf: peer => entityRefs.get(peerKey(peer)) ?? [],
    };
  }, [data, error, target, query, asked]);
}

/** The value of the parameter `to` that stands for the peer of a question. */
export function toParameter(query: TapQuery): string | undefined {
  const { to_namespace, to_resource_type, to_resource_name } = query;
  return to_namespace && to_resource_type && to_resource_name
    ? `${to_namespace}/${to_resource_type}/${to_resource_name}`
    : undefined;
}

function isTarget(node: TopologyNode, target: EntityWorkload): boolean {
  return (
    node.cluster === target.cluster &&
    node.namespace === target.namespace &&
    node.kind === target.kind &&
    node.name === target.name
  );
}
