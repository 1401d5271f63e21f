import {
  formatGroupId,
  Topology,
  TopologyNode,
} from '@backstage-mesh/plugin-service-mesh-common';
import { presentWorkloads } from './presentWorkloads';

function node(name: string, changes: Partial<TopologyNode> = {}): TopologyNode {
  return {
    id: `${changes.namespace ?? 'video'}/${name}`,
    type: 'workload',
    cluster: 'east',
    namespace: 'video',
    kind: 'Deployment',
    name,
    entityRefs: [],
    stats: {},
    ...changes,
  };
}

function topologyOf(
  nodes: TopologyNode[],
  calls: [string, string][],
): Topology {
  return {
    window: '5m',
    source: 'prometheus',
    measurements: [
      { cluster: 'east', source: 'prometheus', windowSeconds: 40 },
    ],
    warnings: [],
    nodes,
    edges: calls.map(([source, target]) => ({
      id: `${source}>${target}`,
      source,
      target,
      protocol: 'http',
      stats: {},
      countedBy: 'source',
    })),
  };
}

describe('presentWorkloads', () => {
  const nodes = [
    node('alone'),
    node('web'),
    node('db', { kind: 'StatefulSet' }),
    node('api'),
    node('web', { namespace: 'other' }),
    node('ingress', { type: 'unmeshed', kind: 'Unmeshed' }),
    { ...node('x', { type: 'hidden', kind: 'Hidden' }), name: undefined },
  ];
  const calls: [string, string][] = [
    ['video/web', 'video/api'],
    ['video/web', 'video/api'],
    ['video/api', 'video/db'],
    ['video/api', 'video/api'],
    ['other/web', 'video/alone'],
    ['video/alone', 'other/web'],
    ['video/ingress', 'video/alone'],
    ['video/ingress', 'video/web'],
    ['video/x', 'video/alone'],
    ['video/x', 'video/web'],
  ];
  const list = presentWorkloads(topologyOf(nodes, calls), 'video', () => 0);

  it('should put groups by size, and ids in order inside', () => {
    const connected = formatGroupId(['dpm-api', 'dpm-web', 'sts-db']);
    expect(list.map(({ id, groupId }) => [id, groupId])).toEqual([
      ['dpm-api', connected],
      ['dpm-web', connected],
      ['sts-db', connected],
      ['dpm-alone', formatGroupId(['dpm-alone'])],
    ]);
  });

  it('should name the next hops in the same namespace once', () => {
    expect(list.map(({ id, destinations }) => [id, destinations])).toEqual([
      ['dpm-api', ['dpm-api', 'sts-db']],
      ['dpm-web', ['dpm-api']],
      ['sts-db', []],
      ['dpm-alone', []],
    ]);
  });

  it('should say the window that was really measured', () => {
    expect(list[0].stat.timeWindow).toBe('40s');
    expect(list[0]).not.toHaveProperty('inbound');
  });

  it('should say the window that was asked for where nothing was measured', () => {
    const topology = { ...topologyOf(nodes, []), measurements: [] };
    expect(
      presentWorkloads(topology, 'video', () => 0)[0].stat.timeWindow,
    ).toBe('5m');
  });

  it('keeps a row for each of two owners that share an id', () => {
    const rows = presentWorkloads(
      topologyOf(
        [
          node('web', { id: 'a', kind: 'Rollout' }),
          node('web', { id: 'b', kind: 'CloneSet' }),
          node('api'),
        ],
        [['a', 'video/api']],
      ),
      'video',
      () => undefined,
    );
    expect(
      rows.map(({ id, stat, destinations }) => [
        id,
        stat.resource.type,
        destinations,
      ]),
    ).toEqual([
      ['dpm-api', expect.anything(), []],
      ['own-web', expect.anything(), ['dpm-api']],
      ['own-web', expect.anything(), []],
    ]);
    expect(rows[0].groupId).toBe(formatGroupId(['dpm-api', 'own-web']));
  });
});
