import {
  DEFAULT_HEALTH_THRESHOLDS,
  HealthState,
  TopologyEdge,
  TopologyNode,
} from '@backstage-mesh/plugin-service-mesh-common';
import { english as t } from '../__testUtils__/english';
import { call, http, tcp, workload } from '../__fixtures__/videoCatalog';
import { numberFormats } from '../format';
import { GroupKind, groupGraph, modelTopology } from '../graph';
import { nobodyText } from './BlastPanel';
import { insideText } from './insideText';
import { judgedWorkloads } from './MeshVerdictLine';
import { judgeMesh } from './meshVerdict';
import { otherTraffic } from './NamespaceList';
import { groupCounts, verdictSentence } from './verdictSentence';

const n = numberFormats('en-US');
const a = workload('a', { stats: http(3, 100, 1) });
const b = workload('b', { stats: http(3, 100, 1) });
const unmeasured = workload('c', { stats: {} });

function groupOf(nodes: TopologyNode[], edges: TopologyEdge[]) {
  const graph = modelTopology({ nodes, edges }, DEFAULT_HEALTH_THRESHOLDS);
  const [group] =
    groupGraph(
      graph,
      () => ({ key: 'all', title: 'all' }),
      new Set(),
    ).groups?.values() ?? [];
  return group;
}

describe('calls inside a group', () => {
  it.each([
    [
      'requests',
      groupOf([a, b], [call(a, b, 'http', 'mesh', http(3, 100, 1))]),
      '3.0 rps · 100 %',
    ],
    [
      'connections',
      groupOf([a, b], [call(a, b, 'tcp', 'mesh', tcp(2, 100, 20))]),
      '2 conn',
    ],
    ['nothing', groupOf([a, b], []), 'No calls between its members.'],
    [
      'nothing that is known',
      groupOf([unmeasured], []),
      'Not known: nothing measures it.',
    ],
  ])('are %s', (_, group, text) => {
    expect(insideText(group, t, n).replace(/\u00a0/g, ' ')).toContain(text);
  });

  it('are told in place of a zero at the border', () => {
    const inside = groupOf(
      [a, b],
      [call(a, b, 'http', 'mesh', http(3, 100, 1))],
    );
    expect(inside.traffic.inbound.requestsPerSecond).toBe(0);
    expect(otherTraffic(inside.traffic, t, n)).toBe('inside only');
    expect(otherTraffic(groupOf([a, b], []).traffic, t, n)).toBeUndefined();
    expect(
      otherTraffic(groupOf([unmeasured], []).traffic, t, n),
    ).toBeUndefined();
  });
});

describe('who depends on a workload', () => {
  const graph = modelTopology(
    { nodes: [a, unmeasured], edges: [] },
    DEFAULT_HEALTH_THRESHOLDS,
  );

  it.each([
    [a.id, 'Nobody calls it.'],
    [unmeasured.id, 'Not known: nothing measures it.'],
    ['unknown', expect.stringContaining('not in the answer')],
  ])('%s', (id, text) => {
    expect(nobodyText(graph.nodes.get(id), t)).toEqual(text);
  });
});

describe('verdict', () => {
  const said = (...groups: [HealthState, GroupKind?, string?][]) =>
    verdictSentence(
      judgeMesh(
        groups.map(([state, kind = 'namespace', title = 'x']) => ({
          state,
          kind,
          title,
        })),
      ),
      t,
      n,
    )
      .filter(Boolean)
      .join(' ')
      .trim();

  it.each([
    [
      said(['healthy'], ['not-measured']),
      'Nothing fails. 1 namespace without numbers.',
    ],
    [said(['tcp-only']), 'Nothing fails.'],
    [
      said(['no-traffic'], ['not-measured']),
      'Nobody calls anything here. 1 namespace without numbers.',
    ],
    [
      said(['not-measured'], ['not-measured']),
      'Nothing is measured here, so nobody can tell what fails.',
    ],
    [
      said(['failing', 'system', 'Shop'], ['failing', 'namespace', 'web']),
      '1 system and 1 namespace fail: Shop and web.',
    ],
    [said(), 'No workload to judge.'],
  ])('%s', (text, expected) => {
    expect(text).toBe(expected);
  });

  it('counts each kind of group by its own noun', () => {
    expect(
      groupCounts(
        [{ kind: 'system' }, { kind: 'namespace' }, { kind: 'system' }, {}],
        t,
        n,
      ),
    ).toBe('2 systems, 1 namespace, and 1 workload');
  });

  it('says where workloads of one name are', () => {
    const graph = modelTopology(
      {
        nodes: [a, { ...a, id: 'other', cluster: 'west' }, b],
        edges: [],
      },
      DEFAULT_HEALTH_THRESHOLDS,
    );
    expect(
      judgedWorkloads(graph, t)
        .map(({ title }) => title)
        .sort(),
    ).toEqual([`a · east / ${a.namespace}`, `a · west / ${a.namespace}`, 'b']);
  });
});
