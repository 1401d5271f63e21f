import {
  DEFAULT_HEALTH_THRESHOLDS,
  TopologyEdge,
  TopologyNode,
} from '@backstage-mesh/plugin-service-mesh-common';
import { call, http, workload } from '../__fixtures__/videoCatalog';
import { GroupOf, groupGraph, groupId, startOpen } from './group';
import { modelTopology } from './model';
import { subgraph } from './subgraph';

const team = (name: string, namespace: string, success = 100) =>
  workload(name, { namespace, stats: http(10, success, 50) });

const edge = (
  source: TopologyNode,
  target: TopologyNode,
  rps: number,
  success = 100,
) => call(source, target, 'http', 'mesh', http(rps, success, 50));

function graphOf(nodes: TopologyNode[], edges: TopologyEdge[]) {
  return modelTopology({ nodes, edges }, DEFAULT_HEALTH_THRESHOLDS);
}

const byNamespace = ({ namespace }: TopologyNode) =>
  namespace === undefined ? undefined : { key: namespace, title: namespace };

const web = team('web', 'front');
const api = team('api', 'shop', 80);
const cart = team('cart', 'shop');
const stock = team('stock', 'store');
const outside: TopologyNode = {
  ...team('unmeshed', 'shop'),
  id: 'unmeshed-shop',
  type: 'unmeshed',
  kind: 'Unmeshed',
  stats: {},
};
const nodes = [web, api, cart, stock, outside];
const edges = [
  edge(web, api, 10, 80),
  edge(web, cart, 4),
  edge(api, cart, 30, 50),
  edge(cart, stock, 7),
  edge(outside, api, 2),
];
const graph = graphOf(nodes, edges);
const shop = groupId('shop');

describe('groupGraph', () => {
  const closed = groupGraph(graph, byNamespace, new Set());

  it('shows one node for each closed group, and what belongs to none', () => {
    expect([...closed.nodes.keys()].sort()).toEqual([
      groupId('front'),
      shop,
      groupId('store'),
      outside.id,
    ]);
  });

  it('counts calls over the border, those of unmeasured callers too, and calls inside apart', () => {
    const traffic = closed.groups?.get(shop)?.traffic;
    expect(traffic?.inbound.requestsPerSecond).toBe(16);
    expect(traffic?.outbound.requestsPerSecond).toBe(7);
    expect(traffic?.inside.requestsPerSecond).toBe(30);
    expect(closed.nodes.get(shop)?.node.stats).toBe(traffic?.inbound);
  });

  it('takes the success of border calls and the shape of the worst member', () => {
    const node = closed.nodes.get(shop);
    expect(node?.health.state).toBe('failing');
    expect(node?.node.stats.successRate).toBeCloseTo(1 - 2 / 16, 2);
    expect(node?.group?.members.map(each => each.node.name)).toEqual([
      'api',
      'cart',
    ]);
  });

  it('adds no quantiles', () => {
    expect(closed.nodes.get(shop)?.node.stats.latencyMs).toBeUndefined();
  });

  it('ends calls at the groups and drops those inside', () => {
    expect(
      [...closed.edges.values()].map(({ source, target }) => [source, target]),
    ).toEqual([
      [groupId('front'), shop],
      [groupId('front'), shop],
      [shop, groupId('store')],
      [outside.id, shop],
    ]);
  });

  it('says zero where nobody calls a measured group, and nothing where it is not measured', () => {
    expect(
      closed.groups?.get(groupId('front'))?.traffic.inbound.requestsPerSecond,
    ).toBe(0);
    const silent = graphOf([{ ...web, stats: {} }], []);
    const [group] =
      groupGraph(silent, byNamespace, new Set()).groups?.values() ?? [];
    expect(group.traffic.inbound).toEqual({});
  });

  it('keeps the members of an open group, with the calls among them', () => {
    const open = groupGraph(graph, byNamespace, new Set(['shop']));
    expect(open.nodes.get(api.id)?.parent).toBe(shop);
    expect(open.nodes.has(shop)).toBe(false);
    expect(open.groups?.get(shop)?.open).toBe(true);
    expect(open.outgoing.get(api.id)).toHaveLength(1);
    expect(open.outgoing.get(groupId('front'))?.map(e => e.target)).toEqual([
      api.id,
      cart.id,
    ]);
    expect(open.groups?.get(shop)?.traffic).toEqual(
      closed.groups?.get(shop)?.traffic,
    );
  });

  it('counts refusals once that several callers with one identity share', () => {
    const share = (source: TopologyNode): TopologyEdge => ({
      ...edge(source, api, 1),
      clientIdentity: 'shared',
      deniedAmongPerSecond: 3,
    });
    const shared = groupGraph(
      graphOf([web, stock, api], [share(web), share(stock)]),
      byNamespace,
      new Set(),
    );
    expect(shared.nodes.get(shop)?.node.stats.deniedPerSecond).toBe(3);
  });

  it('keeps the numbers and the members of a group, whatever of it is drawn', () => {
    const part = subgraph(graph, ({ id }) => id === api.id || id === stock.id);
    const drawn = groupGraph(graph, byNamespace, new Set(), part);
    expect([...drawn.nodes.keys()].sort()).toEqual([shop, groupId('store')]);
    expect(drawn.groups?.get(shop)).toEqual(closed.groups?.get(shop));
    expect(drawn.edges.size).toBe(0);
    const open = groupGraph(graph, byNamespace, new Set(['shop']), part);
    expect(open.nodes.has(api.id)).toBe(true);
    expect(open.nodes.has(cart.id)).toBe(false);
    expect(open.groups?.get(shop)?.members).toHaveLength(2);
  });

  it('tells apart groups of the same title by where they are', () => {
    const place: GroupOf = ({ name = '' }) => ({
      key: name,
      title: name === 'web' ? 'front' : 'shop',
      place: name,
    });
    const titled = groupGraph(graphOf([web, api, stock], []), place, new Set());
    expect([...(titled.groups?.values() ?? [])].map(g => g.title)).toEqual([
      'front',
      'shop · api',
      'shop · stock',
    ]);
  });

  it('leaves alone what has no group', () => {
    const same = groupGraph(graph, () => undefined, new Set());
    expect([...same.nodes.values()]).toEqual([...graph.nodes.values()]);
    expect([...same.edges.values()]).toEqual([...graph.edges.values()]);
  });
});

describe('startOpen', () => {
  it('opens all groups of a small graph', () => {
    expect([...startOpen(graph, byNamespace)].sort()).toEqual([
      'front',
      'shop',
      'store',
    ]);
  });

  const many = (success: number, others = 40) =>
    graphOf(
      [
        ...Array.from({ length: others }, (_, index) =>
          team(`w${index}`, `n${index % 5}`),
        ),
        team('broken', 'n3', success),
      ],
      [],
    );

  it('opens only the one that fails most in a large graph, and none where nothing fails', () => {
    expect([...startOpen(many(50), byNamespace)]).toEqual(['n3']);
    expect([...startOpen(many(100), byNamespace)]).toEqual([]);
    expect(startOpen(many(100, 39), byNamespace).size).toBe(5);
  });
});
