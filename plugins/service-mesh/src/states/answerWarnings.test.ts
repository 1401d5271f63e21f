import type { Topology } from '@backstage-mesh/plugin-service-mesh-common';
import { videoStats } from '../__fixtures__/videoCatalog';
import { nodesIn, splitWarnings } from './answerWarnings';

const silent = (nodeIds?: string[]) => ({
  code: 'proxies-unreachable',
  message: '2 of 55 proxies could not be read',
  ...(nodeIds && { nodeIds }),
});

describe('splitWarnings', () => {
  const inView = new Set(['web', 'api']);

  it.each([
    ['the whole cluster', silent(), 'here'],
    ['a neighbour', silent(['api', 'other']), 'here'],
    ['others alone', silent(['other']), 'elsewhere'],
    ['nobody that the viewer may know', silent([]), 'elsewhere'],
  ] as const)('puts a warning about %s %s', (_, warning, place) => {
    const split = splitWarnings({ warnings: [warning] }, inView);
    expect(split[place]).toEqual([warning]);
    expect([...split.here, ...split.elsewhere]).toHaveLength(1);
  });
});

describe('splitWarnings of one cluster', () => {
  it('leaves out what is about another one', () => {
    const warnings = ['east', 'west'].map(cluster => ({
      ...silent(),
      cluster,
    }));
    expect(splitWarnings({ warnings }, new Set(), 'east').here).toEqual([
      warnings[0],
    ]);
  });
});

describe('nodesIn', () => {
  it('finds the workloads of stats, and their peers', () => {
    const stats = videoStats();
    const ids = nodesIn(stats);
    const [{ workload, outbound }] = stats.workloads;
    expect(ids).toContain(workload.id);
    expect(ids).toContain(outbound[0].peer.id);
  });

  it('finds the nodes of a topology', () => {
    const nodes = [{ id: 'a' }] as Topology['nodes'];
    expect([...nodesIn({ nodes })]).toEqual(['a']);
    expect([...nodesIn(undefined)]).toEqual([]);
  });
});
