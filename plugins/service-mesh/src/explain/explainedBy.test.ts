import type { GraphEdge, GraphNode } from '../graph';
import { createGraph } from '../graph/model';
import { explainedEdge, explainedNode } from './explainedBy';

const stats = { counts: { successes: 9, failures: 1 } };

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
      stats,
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
      stats,
    });
    expect(
      explainedEdge({ source: 'known', target: 'self' }, graph, stats),
    ).toEqual({ subject: 'inbound', workloadId: 'self', stats });
    expect(
      explainedEdge({ source: 'self', target: 'known' }, graph, stats),
    ).toEqual({ subject: 'outbound', workloadId: 'self', stats });
  });

  it('asks the entity of another workload', () => {
    expect(explainedNode(known, graph)).toEqual({
      subject: 'workload',
      workloadId: 'known',
      entityRef: 'component:default/known',
      stats,
    });
    expect(
      explainedEdge({ source: 'stray', target: 'known' }, graph, stats),
    ).toEqual({
      subject: 'inbound',
      workloadId: 'known',
      entityRef: 'component:default/known',
      stats,
    });
  });

  it('says that it explains a number alike where no entity stands for the workload', () => {
    expect(explainedNode(stray, graph)).toEqual({
      subject: 'workload',
      workloadId: 'self',
      alike: { name: 'stray', of: 'self' },
      stats,
    });
  });

  it('hands on what a client without callers got for its calls', () => {
    const made = { counts: { successes: 40, failures: 2 } };
    const client = {
      ...self,
      health: { state: 'healthy', judgedBy: 'outbound' },
    } as GraphNode;
    const call = {
      id: 'call',
      source: 'self',
      target: 'known',
      edge: { id: 'call', source: 'self', target: 'known', stats: made },
    } as GraphEdge;
    expect(
      explainedNode(client, createGraph([client, known], [call])),
    ).toMatchObject({ subject: 'outbound', stats: made });
  });
});
