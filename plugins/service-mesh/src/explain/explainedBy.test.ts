import type { GraphNode } from '../graph';
import { createGraph } from '../graph/model';
import { explainedEdge, explainedNode } from './explainedBy';

function node(id: string, more: { focus?: boolean; entity?: string } = {}) {
  return {
    id,
    node: {
      id,
      type: 'workload',
      cluster: 'east',
      kind: 'Deployment',
      name: id,
      entityRefs: more.entity ? [more.entity] : [],
      stats: {},
    },
    health: { state: 'healthy', judgedBy: 'inbound' },
    focus: more.focus ?? false,
  } as GraphNode;
}

describe('explainedBy', () => {
  const self = node('self', { focus: true });
  const known = node('known', { entity: 'component:default/known' });
  const stray = node('stray');
  const graph = createGraph([self, known, stray], []);

  it('explains what belongs to the component itself', () => {
    expect(explainedNode(self, graph)).toEqual({
      subject: 'workload',
      workloadId: 'self',
    });
    expect(explainedEdge({ source: 'known', target: 'self' }, graph)).toEqual({
      subject: 'inbound',
      workloadId: 'self',
    });
    expect(explainedEdge({ source: 'self', target: 'known' }, graph)).toEqual({
      subject: 'outbound',
      workloadId: 'self',
    });
  });

  it('hands on what was counted', () => {
    const stats = { counts: { successes: 9, failures: 1 } };
    expect(explainedNode(self, graph, stats)).toEqual({
      subject: 'workload',
      workloadId: 'self',
      stats,
    });
    expect(
      explainedEdge({ source: 'stray', target: 'known' }, graph, stats),
    ).toMatchObject({ workloadId: 'known', stats });
  });

  it('asks the entity of another workload', () => {
    expect(explainedNode(known, graph)).toEqual({
      subject: 'workload',
      workloadId: 'known',
      entityRef: 'component:default/known',
    });
    expect(explainedEdge({ source: 'stray', target: 'known' }, graph)).toEqual({
      subject: 'inbound',
      workloadId: 'known',
      entityRef: 'component:default/known',
    });
  });

  it('says that it explains a number alike where no entity stands for the workload', () => {
    expect(explainedNode(stray, graph)).toEqual({
      subject: 'workload',
      workloadId: 'self',
      alike: { name: 'stray', of: 'self' },
    });
  });
});
