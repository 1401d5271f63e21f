import { EndNode, SharedDependency, SharedEnd } from '../dependencies';
import { DependencyViewer, hideDependencies } from './hideDependencies';

const HOUR = 60 * 60_000;

function node(name: string, more: Partial<EndNode> = {}): EndNode {
  const place = { cluster: 'east', namespace: 'shop', kind: 'Deployment' };
  return {
    id: `id-${name}`,
    type: 'workload',
    ...place,
    name,
    workload: { ...place, name },
    ...more,
  };
}

function end(entityRef: string | undefined, ...nodes: EndNode[]): SharedEnd {
  return {
    ...(entityRef !== undefined && { entityRef }),
    nodes: new Map(nodes.map(each => [each.id, each])),
  };
}

const WEB = 'component:default/web';
const API = 'component:default/api';

function dependency(more: Partial<SharedDependency> = {}): SharedDependency {
  return {
    id: 'web-api',
    state: 'undeclared',
    source: end(WEB, node('web')),
    target: end(API, node('api')),
    declarations: [],
    calls: [
      {
        source: 'id-web',
        target: 'id-api',
        protocol: 'http',
        firstSeen: 0,
        lastSeen: HOUR,
        stats: { requestsPerSecond: 5 },
      },
    ],
    suggestion: { apiRefs: ['api:default/videos'], editUrl: 'https://x/y' },
    ...more,
  };
}

/** Reads the nodes with these names, and what the catalog has. */
function viewer(
  names: string[],
  more: Partial<DependencyViewer> = {},
): DependencyViewer {
  return {
    mayReadNode: ({ name }) => names.includes(name),
    mayReadEntity: ref => names.some(name => ref.endsWith(`/${name}`)),
    knowsEntity: () => true,
    hideId: id => `hidden-${id.length}`,
    ...more,
  };
}

describe('hideDependencies', () => {
  it('should show all to those who may see both ends', () => {
    expect(hideDependencies([dependency()], viewer(['web', 'api']))).toEqual([
      {
        id: 'web-api',
        state: 'undeclared',
        source: { entityRef: WEB, nodeIds: ['id-web'], name: 'web' },
        target: { entityRef: API, nodeIds: ['id-api'], name: 'api' },
        declarations: [],
        protocols: ['http'],
        firstSeenAt: '1970-01-01T00:00:00.000Z',
        lastSeenAt: '1970-01-01T01:00:00.000Z',
        stats: { requestsPerSecond: 5 },
        suggestion: {
          relation: 'consumesApis',
          targetRefs: ['api:default/videos'],
          editUrl: 'https://x/y',
        },
      },
    ]);
  });

  it('should leave of a hidden end the numbers of the call', () => {
    const declared = dependency({
      state: 'both',
      declarations: [{ relation: 'dependsOn', targetRef: API }],
    });
    const [shown] = hideDependencies([declared], viewer(['web']));
    expect(shown).toMatchObject({
      state: 'both',
      source: { entityRef: WEB },
      target: {
        nodeIds: ['hidden-6'],
        name: '',
        kind: 'Hidden',
        cluster: 'east',
      },
      declarations: [],
      stats: { requestsPerSecond: 5 },
    });
    expect(JSON.stringify(shown)).not.toMatch(/api|videos|shop/);
  });

  it('should show nothing between ends that may not be seen', () => {
    expect(hideDependencies([dependency()], viewer(['other']))).toEqual([]);
  });

  it('should count only the calls of workloads that may be seen', () => {
    const two = dependency({
      source: end(WEB, node('web'), node('web-secret')),
      calls: [
        ...dependency().calls,
        {
          source: 'id-web-secret',
          target: 'id-api',
          protocol: 'tcp',
          firstSeen: 0,
          lastSeen: 9 * HOUR,
          stats: { requestsPerSecond: 100 },
        },
      ],
    });
    const [shown] = hideDependencies([two], viewer(['web']));
    expect(shown).toMatchObject({
      source: { nodeIds: ['id-web'] },
      protocols: ['http'],
      lastSeenAt: '1970-01-01T01:00:00.000Z',
      stats: { requestsPerSecond: 5 },
    });
  });

  it('should show as a workload what the catalog does not show', () => {
    const [shown] = hideDependencies(
      [dependency()],
      viewer(['web', 'api'], { knowsEntity: ref => ref === WEB }),
    );
    expect(shown.target).toEqual({
      nodeIds: ['id-api'],
      name: 'api',
      cluster: 'east',
      namespace: 'shop',
      kind: 'Deployment',
    });
    expect(shown.suggestion).toBeUndefined();
  });

  it.each([
    ['one API', ['api:default/a'], 'consumesApis', ['api:default/a']],
    ['no API', [], 'dependsOn', [API]],
    ['several APIs', ['api:default/a', 'api:default/b'], 'dependsOn', [API]],
    ['an API that is not shown', ['api:default/secret'], 'dependsOn', [API]],
  ])('should suggest for %s', (_, apiRefs, relation, targetRefs) => {
    const [{ suggestion }] = hideDependencies(
      [dependency({ suggestion: { apiRefs } })],
      viewer(['web', 'api'], { knowsEntity: ref => !ref.endsWith('secret') }),
    );
    expect(suggestion).toEqual({ relation, targetRefs });
  });

  describe('hosts outside', () => {
    const host = (more: Partial<EndNode>) =>
      dependency({
        target: end(
          undefined,
          node('api', {
            type: 'external',
            namespace: undefined,
            kind: 'External',
            workload: undefined,
            ...more,
          }),
        ),
        suggestion: undefined,
      });

    it('should be shown to those who may see who calls them', () => {
      const [shown] = hideDependencies([host({})], viewer(['web']));
      expect(shown.target).toEqual({
        nodeIds: ['id-api'],
        name: 'api',
        cluster: 'east',
        kind: 'External',
      });
      expect(hideDependencies([host({})], viewer(['api']))).toEqual([]);
    });

    it('should be hidden where they are somebody', () => {
      const [shown] = hideDependencies(
        [host({ meshIdentity: 'api.shop' })],
        viewer(['web']),
      );
      expect(shown.target.kind).toBe('Hidden');
    });
  });

  describe('what was never seen', () => {
    const unseen = dependency({
      state: 'unseen',
      source: end(WEB),
      target: end(API),
      calls: [],
      declarations: [{ relation: 'dependsOn', targetRef: API }],
      suggestion: undefined,
    });

    it.each([
      ['those who may read the source', ['web']],
      ['those who may read the target', ['api']],
    ])('should be told to %s', (_, names) => {
      expect(hideDependencies([unseen], viewer(names))).toEqual([
        {
          id: 'web-api',
          state: 'unseen',
          source: { entityRef: WEB, nodeIds: [], name: 'web' },
          target: { entityRef: API, nodeIds: [], name: 'api' },
          declarations: [{ relation: 'dependsOn', targetRef: API }],
          protocols: [],
        },
      ]);
    });

    it('should be told to nobody else', () => {
      expect(hideDependencies([unseen], viewer(['other']))).toEqual([]);
    });

    it('should not be told where the catalog hides an end', () => {
      expect(
        hideDependencies(
          [unseen],
          viewer(['web'], { knowsEntity: ref => ref === WEB }),
        ),
      ).toEqual([]);
    });
  });
});
