import { DEFAULT_HEALTH_THRESHOLDS } from '@backstage-mesh/plugin-service-mesh-common';
import { call, http, workload } from '../__fixtures__/videoCatalog';
import { changesSince, extendLook, lookAt, markChanges } from './changes';
import { modelTopology } from './model';

const a = workload('a', { stats: http(9, 100, 1) });
const b = workload('b', { stats: http(9, 100, 1) });
const c = workload('c', { stats: http(9, 100, 1) });
const sick = workload('b', { stats: http(9, 50, 1) });
const ab = call(a, b, 'http', 'mesh', http(9, 100, 1));
const bc = call(b, c, 'http', 'mesh', http(9, 100, 1));

const graphOf = (nodes: (typeof a)[], edges: (typeof ab)[]) =>
  modelTopology({ nodes, edges }, DEFAULT_HEALTH_THRESHOLDS);
const all = () => true;
const none = () => false;
const look = lookAt(graphOf([a, b], [ab]), 1, all);

describe('changesSince', () => {
  it('finds nothing in what is the same', () => {
    const graph = graphOf([a, b], [ab]);
    const changes = changesSince(look, graph, all);
    expect(changes).toEqual({
      newNodes: new Set(),
      newEdges: new Set(),
      worse: new Set(),
      goneNodes: [],
      goneEdges: new Map(),
    });
    expect(markChanges(graph, changes)).toBe(graph);
  });

  it('finds what came, what went, and what got worse', () => {
    const changes = changesSince(look, graphOf([a, sick, c], [bc]), all);
    expect([...changes.newNodes]).toEqual([c.id]);
    expect([...changes.newEdges]).toEqual([bc.id]);
    expect([...changes.worse]).toEqual([b.id]);
    expect([...changes.goneEdges]).toEqual([[ab.id, [a.id, b.id]]]);
    expect(changesSince(look, graphOf([a], []), all).goneNodes).toEqual([b.id]);
  });

  it('does not call worse what was unhealthy before', () => {
    const graph = graphOf([a, sick], [ab]);
    expect(changesSince(lookAt(graph, 1, all), graph, all).worse.size).toBe(0);
  });
});

describe('what an answer lacked', () => {
  const whole = graphOf([a, b, c], [ab, bc]);

  it('is not gone', () => {
    const changes = changesSince(look, graphOf([a], []), none);
    expect(changes.goneNodes).toEqual([]);
    expect(changes.goneEdges.size).toBe(0);
  });

  it('is not new when it comes', () => {
    const partly = lookAt(graphOf([a], []), 1, none);
    expect(changesSince(partly, whole, all).newNodes.size).toBe(0);
    expect(changesSince(partly, whole, all).newEdges.size).toBe(0);
    const extended = extendLook(partly, graphOf([a, b], [ab]), all);
    expect([...changesSince(extended, whole, all).newNodes]).toEqual([c.id]);
    expect([...changesSince(extended, whole, all).newEdges]).toEqual([bc.id]);
    expect(extendLook(extended, whole, all)).toBe(extended);
  });

  it('stays remembered when all is taken as seen', () => {
    const seen = lookAt(graphOf([a], []), 2, none, look);
    expect(changesSince(seen, graphOf([a, b], [ab]), all)).toMatchObject({
      newNodes: new Set(),
      newEdges: new Set(),
    });
    const gone = lookAt(graphOf([a], []), 2, all, look);
    expect([
      ...changesSince(gone, graphOf([a, b], [ab]), all).newNodes,
    ]).toEqual([b.id]);
  });
});

describe('markChanges', () => {
  it('marks what came and what got worse, and keeps gone calls without numbers', () => {
    const graph = graphOf([a, sick, c], [bc]);
    const marked = markChanges(graph, changesSince(look, graph, all));
    expect(marked.nodes.get(c.id)?.change).toBe('new');
    expect(marked.nodes.get(b.id)?.change).toBe('unhealthy');
    expect(marked.nodes.get(a.id)?.change).toBeUndefined();
    expect(marked.edges.get(bc.id)?.change).toBe('new');
    expect(marked.edges.get(ab.id)).toMatchObject({
      change: 'gone',
      edge: { stats: {} },
      health: { state: 'not-measured' },
    });
  });

  it('draws no call whose end is gone', () => {
    const graph = graphOf([a], []);
    const marked = markChanges(graph, changesSince(look, graph, all));
    expect(marked.edges.size).toBe(0);
  });
});
