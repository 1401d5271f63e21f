import { MeshTraffic } from '@backstage-mesh/plugin-service-mesh-node';
import { ClusterView } from './ClusterView';
import { GraphBuilder } from './GraphBuilder';
import { drawPart, PartMemory } from './PartMemory';

const traffic = (): MeshTraffic => ({
  workloads: [],
  edges: [],
  windowSeconds: 60,
  measuredAt: 0,
  warnings: [],
});

function viewWith(options: {
  traffic?: MeshTraffic;
  snapshot?: object;
}): ClusterView {
  return {
    counts: { source: 'prometheus', traffic: options.traffic, warnings: [] },
    snapshot: options.snapshot,
  } as unknown as ClusterView;
}

const made = () => ({
  graph: {} as GraphBuilder,
  nodes: new Map(),
  edges: [],
});

describe('PartMemory', () => {
  const counts = traffic();
  const snapshot = {};
  const first = viewWith({ traffic: counts, snapshot });

  it.each([
    [
      'once for the same numbers and workloads',
      { traffic: counts, snapshot },
      1,
    ],
    ['anew for new numbers', { traffic: traffic(), snapshot }, 2],
    ['anew for new workloads', { traffic: counts, snapshot: {} }, 2],
  ])('should make a part %s', (_, next, times) => {
    const memory = new PartMemory();
    const make = jest.fn(made);
    memory.part('east', first, make);
    const view = viewWith(next);
    const part = memory.part('east', view, make);
    expect(make).toHaveBeenCalledTimes(times);
    // Warnings, and since when numbers are old, are of now.
    expect(part.view).toBe(view);
  });

  it('should keep parts of other questions apart', () => {
    const memory = new PartMemory();
    const make = jest.fn(made);
    memory.part('east', first, make);
    memory.part('west', first, make);
    expect(make).toHaveBeenCalledTimes(2);
  });

  it('should draw a part again only with another latency', () => {
    const memory = new PartMemory();
    const draw = jest.fn(() => ({ nodes: [], edges: [] }));
    const latency = traffic();
    drawPart(memory.part('east', first, made), [latency], draw);
    drawPart(memory.part('east', first, made), [latency], draw);
    expect(draw).toHaveBeenCalledTimes(1);
    drawPart(memory.part('east', first, made), [traffic()], draw);
    expect(draw).toHaveBeenCalledTimes(2);
  });
});
