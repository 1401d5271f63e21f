import type {
  TopologyEdge,
  TopologyNode,
} from '@backstage-mesh/plugin-service-mesh-common';
import { blastRadius } from './blastRadius';
import { focusNodes } from './focus';
import { createGraph } from './model';
import { shortestPaths } from './path';

/** A graph from calls such as `a>b`; a second call between the same two is gRPC. */
function graphOf(...calls: string[]) {
  const ids = new Set(calls.flatMap(call => call.split('>')));
  const node = (id: string): TopologyNode => ({
    id,
    type: 'workload',
    cluster: 'east',
    kind: 'Deployment',
    name: id,
    entityRefs: id === 'hidden' ? [] : [`component:default/${id}`],
    stats: {},
  });
  return createGraph(
    [...ids].map(id => ({
      id,
      node: node(id),
      health: { state: 'healthy', judgedBy: 'inbound' },
      focus: false,
    })),
    calls.map((call, index) => {
      const [source, target] = call.split('>');
      const edge = { id: String(index), source, target, stats: {} };
      return {
        ...edge,
        edge: edge as TopologyEdge,
        health: { state: 'healthy', judgedBy: 'inbound' },
      };
    }),
  );
}

describe('shortestPaths', () => {
  const diamond = graphOf(
    'a>b',
    'a>c',
    'b>d',
    'c>d',
    'c>d',
    'd>e',
    'a>x',
    'x>y',
    'y>d',
    'e>a',
  );
  const ways = (from: string, to: string, most?: number) => {
    const { paths, total } = shortestPaths(diamond, from, to, most);
    return { total, paths: paths.map(({ nodes }) => nodes.join('')) };
  };

  it.each([
    ['a', 'd', ['abd', 'acd']],
    ['a', 'e', ['abde', 'acde']],
    ['a', 'y', ['axy']],
    ['e', 'c', ['eac']],
    ['a', 'a', ['a']],
    ['a', 'nobody', []],
    ['nobody', 'a', []],
    ['nobody', 'nobody', []],
  ])('from %s to %s: %p', (from, to, paths) => {
    expect(ways(from, to)).toEqual({ total: paths.length, paths });
  });

  it('counts what it does not list', () => {
    expect(ways('a', 'e', 1)).toEqual({ total: 2, paths: ['abde'] });
  });

  it('tells all calls of a hop', () => {
    const [, second] = shortestPaths(diamond, 'a', 'd').paths;
    expect(second.hops.map(hop => hop.map(({ id }) => id))).toEqual([
      ['1'],
      ['3', '4'],
    ]);
  });

  it('stays fast where the ways are beyond counting', () => {
    const calls: string[] = [];
    for (let layer = 0; layer < 40; layer += 1) {
      for (const a of [0, 1, 2, 3]) {
        for (const b of [0, 1, 2, 3]) {
          calls.push(`${layer}.${a}>${layer + 1}.${b}`);
        }
      }
    }
    const { paths, total } = shortestPaths(graphOf(...calls), '0.0', '40.0');
    expect(paths).toHaveLength(20);
    expect(total).toBe(4 ** 39);
  });
});

describe('blastRadius', () => {
  it('is everything upstream, nearest first, with its entities', () => {
    const graph = graphOf('a>b', 'b>c', 'x>b', 'c>d', 'hidden>c', 'c>a', 'd>z');
    const radius = blastRadius(graph, 'c');
    expect([...radius.hops]).toEqual([
      ['b', 1],
      ['hidden', 1],
      ['a', 2],
      ['x', 2],
    ]);
    expect(radius.entityRefs).toEqual([
      'component:default/a',
      'component:default/b',
      'component:default/x',
    ]);
  });

  it('is empty where nobody calls, or nothing is', () => {
    expect(blastRadius(graphOf('a>b'), 'a').hops.size).toBe(0);
    expect(blastRadius(graphOf('a>b'), 'nobody').hops.size).toBe(0);
  });
});

describe('focusNodes', () => {
  const graph = graphOf('a>b', 'b>c', 'c>d', 'a>other', 'else>c', 'c>c');
  it.each([
    [{ up: 1, down: 1 }, 'bcdelse'],
    [{ up: 2, down: 0 }, 'abcelse'],
    [{ up: 0, down: 1 }, 'cd'],
    [{ up: 9, down: 9 }, 'abcdelse'],
  ])('%p', (hops, ids) => {
    expect([...focusNodes(graph, 'c', hops)].sort().join('')).toBe(ids);
  });
});
