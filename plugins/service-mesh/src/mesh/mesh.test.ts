import {
  ClusterInfo,
  DEFAULT_HEALTH_THRESHOLDS,
} from '@backstage-mesh/plugin-service-mesh-common';
import { wholeMesh } from '../__fixtures__/wholeMesh';
import {
  call,
  http,
  readyCluster,
  videoTopology,
  videosApi,
  workload,
} from '../__fixtures__/videoCatalog';
import { openGroupsParameter } from '../address';
import { EntityFacts, groupingOf } from '../catalog';
import { modelTopology } from '../graph';
import { pathParameter, readMapChoices, sharedParameters } from './meshAddress';
import { mapJson } from './mapJson';
import { judgeMesh } from './meshVerdict';
import { meshName } from './meshName';
import { namespaceRows } from './namespaceRows';
import { showNodes } from './showNodes';

const modelOf = (topology: Parameters<typeof modelTopology>[0]) =>
  modelTopology(topology, DEFAULT_HEALTH_THRESHOLDS);

describe('groupingOf', () => {
  const entity: EntityFacts = {
    ref: 'component:default/videos-api',
    name: 'videos-api',
    title: 'videos-api',
    kind: 'Component',
    system: {
      ref: 'system:default/video-catalog',
      name: 'video-catalog',
      title: 'Video catalog',
    },
  };
  const entities = new Map([[entity.ref, entity]]);
  const namespace = {
    key: 'east/video',
    title: 'video',
    place: 'east',
    kind: 'namespace',
  };

  it.each([
    [
      'system',
      {
        key: 'system:default/video-catalog',
        title: 'Video catalog',
        place: undefined,
        kind: 'system',
      },
    ],
    // the catalog does not know
    ['owner', namespace],
    ['namespace', namespace],
    ['cluster', { key: 'east', title: 'east', kind: 'cluster' }],
  ] as const)('by %s', (grouping, group) => {
    expect(groupingOf(grouping, entities)?.(videosApi)).toEqual(group);
  });

  it('puts nothing together on demand', () => {
    expect(groupingOf('none', entities)).toBeUndefined();
  });
});

describe('readMapChoices', () => {
  const read = (search: string) => {
    const parameters = new URLSearchParams(search);
    return readMapChoices(name => parameters.get(name) ?? undefined);
  };

  it('begins with everything, by system', () => {
    expect(read('')).toEqual({
      grouping: 'system',
      shown: 'all',
      view: 'graph',
      find: '',
      hide: '',
      open: undefined,
      namespace: undefined,
      focusId: undefined,
      hops: 1,
      path: undefined,
      blastId: undefined,
      dependencies: true,
    });
  });

  it.each(['hops=0', 'hops=10', 'hops=1.5', 'hops=x', 'group=x', 'show=x'])(
    'falls back from %s',
    search => {
      expect(read(search)).toEqual(read(''));
    },
  );

  it('reads what it writes', () => {
    const open = new Set(['east/a b', 'system:default/ü']);
    expect(
      read(new URLSearchParams({ open: openGroupsParameter(open) }).toString())
        .open,
    ).toEqual(open);
    expect(read(`open=${openGroupsParameter(new Set())}`).open).toEqual(
      new Set(),
    );
    const ends = { from: 'east/a b', to: 'ü' };
    expect(
      read(new URLSearchParams({ path: pathParameter(ends) }).toString()).path,
    ).toEqual(ends);
    expect(read('path=-').path).toEqual({ from: undefined, to: undefined });
    expect(
      read(new URLSearchParams({ path: pathParameter({ to: 'x' }) }).toString())
        .path,
    ).toEqual({ from: undefined, to: 'x' });
  });

  it('survives half an escape', () => {
    expect(read('open=%25').open).toEqual(new Set(['%']));
  });
});

describe('sharedParameters', () => {
  it('keeps when, where and what is looked for, and drops what is picked', () => {
    const here = new URLSearchParams(
      'cluster=east&window=1h&from=a&to=b&find=x&hide=y&selected=node:1&open=z',
    );
    expect(
      sharedParameters(name => here.get(name) ?? undefined).toString(),
    ).toBe('cluster=east&window=1h&from=a&to=b&find=x&hide=y');
  });
});

describe('namespaceRows', () => {
  const clusters: ClusterInfo[] = [
    readyCluster('east'),
    { ...readyCluster('off'), state: 'disabled' },
    { ...readyCluster('lab'), state: 'unreachable' },
  ];
  const rows = namespaceRows(modelOf(wholeMesh('5m')), clusters);

  it('has the clusters of the portal, then those of the graph alone', () => {
    expect(rows.map(({ name }) => name)).toEqual(['east', 'lab', 'west']);
    expect(rows[1]).toMatchObject({ workloads: 0, shown: [], folded: [] });
  });

  it('shows the worst first, and all that is in trouble', () => {
    const [east] = rows;
    expect(east.shown[0].title).toBe('booksapp');
    expect(east.shown[0].state).toBe('failing');
    expect(east.folded.length).toBeGreaterThan(5);
    expect(
      east.folded.filter(({ state }) =>
        ['failing', 'failing-because', 'degraded'].includes(state),
      ),
    ).toEqual([]);
  });

  it('counts calls over the border only', () => {
    const a = workload('a', { namespace: 'one', stats: http(1, 100, 1) });
    const b = workload('b', { namespace: 'two', stats: http(10, 50, 1) });
    const c = workload('c', { namespace: 'two', stats: http(99, 100, 1) });
    const [{ shown }] = namespaceRows(
      modelOf({
        nodes: [a, b, c],
        edges: [
          call(a, b, 'http', 'mesh', http(10, 50, 1)),
          call(b, c, 'http', 'mesh', http(99, 100, 1)),
        ],
      }),
      [],
    );
    const two = shown.find(({ title }) => title === 'two');
    expect(two?.traffic.inbound.requestsPerSecond).toBe(10);
    expect(two?.traffic.inbound.successRate).toBe(0.5);
    expect(two?.traffic.inside.requestsPerSecond).toBe(99);
  });
});

describe('judgeMesh', () => {
  it('sums up groups by their states', () => {
    const groups = [
      { title: 'a', state: 'failing' },
      { title: 'b', state: 'failing-because' },
      { title: 'c', state: 'degraded' },
      { title: 'd', state: 'healthy' },
      { title: 'e', state: 'not-measured' },
    ] as const;
    expect(judgeMesh(groups)).toEqual({
      state: 'failing',
      failing: [groups[0]],
      suffering: [groups[1]],
      degraded: [groups[2]],
      unmeasured: [groups[4]],
      hasTraffic: true,
      total: 5,
    });
  });

  it('says of nothing that it is not measured', () => {
    expect(judgeMesh([])).toMatchObject({ state: 'not-measured', total: 0 });
  });
});

describe('showNodes', () => {
  const graph = modelOf(videoTopology('5m'));
  const all = {
    shown: 'all',
    namespace: undefined,
    focusId: undefined,
    hops: 1,
  } as const;
  const names = (...args: Parameters<typeof showNodes>) =>
    [...showNodes(...args).nodes.values()].map(({ node }) => node.name).sort();

  it('leaves a graph alone without a choice', () => {
    expect(showNodes(graph, all, undefined)).toBe(graph);
  });

  it('shows a namespace with its neighbours', () => {
    expect(
      names(graph, { ...all, namespace: 'east/search' }, undefined),
    ).toEqual(['search-index', 'videos-api']);
  });

  it('shows what is in trouble', () => {
    const shown = showNodes(graph, { ...all, shown: 'trouble' }, undefined);
    expect(shown.nodes.has(videosApi.id)).toBe(true);
    expect(names(graph, { ...all, shown: 'trouble' }, undefined)).not.toContain(
      'thumbs',
    );
  });

  it('takes what nothing is linked to any more with what is hidden', () => {
    const workloads = new Set(
      [...graph.nodes.values()]
        .filter(({ node }) => node.type === 'workload')
        .map(({ id }) => id),
    );
    expect(names(graph, all, workloads)).toEqual([]);
  });

  it('keeps calls up and down of a focus', () => {
    const shown = names(graph, { ...all, focusId: videosApi.id }, undefined);
    expect(shown).toContain('playlists-api');
    expect(shown).not.toContain('videos-web');
  });

  it('keeps what is pinned, whatever is chosen or hidden', () => {
    const web = [...graph.nodes.values()].find(
      ({ node }) => node.name === 'videos-web',
    )?.id as string;
    const focused = { ...all, focusId: videosApi.id };
    expect(names(graph, focused, undefined, new Set([web]))).toContain(
      'videos-web',
    );
    expect(names(graph, all, new Set([web]), new Set([web]))).toContain(
      'videos-web',
    );
  });
});

describe('mapJson', () => {
  it('says what is missing, and of when it is', () => {
    const topology = {
      ...videoTopology('5m'),
      warnings: [{ code: 'stale', message: 'old', cluster: 'east' }],
    };
    const end = '2026-01-08T12:00:00.000Z';
    const made = JSON.parse(
      mapJson(modelOf(topology), new Map(), topology, end),
    );
    expect(made).toMatchObject({
      window: '5m',
      end,
      warnings: topology.warnings,
      measurements: topology.measurements,
    });
    expect(made.nodes).toHaveLength(topology.nodes.length);
  });
});

describe('meshName', () => {
  it.each([
    [{ id: 'linkerd', version: 'stable-2.18.1' }, 'Linkerd 2.18.1'],
    [{ id: 'istio', version: undefined }, 'Istio'],
  ])('%p', (mesh, name) => {
    expect(
      meshName({
        ...readyCluster('east'),
        mesh: { controlPlaneNamespace: 'x', clusterName: 'x', ...mesh },
      }),
    ).toBe(name);
  });
});
