import { mockServices } from '@backstage/backend-test-utils';
import { EdgeTraffic } from '@backstage-mesh/plugin-service-mesh-node';
import { Clusters } from '../clusters';
import { DeclaredEntity, EntityWorkloads } from '../entities';
import {
  TestCluster,
  testClusters,
} from '../entities/__testUtils__/TestCluster';
import { TrafficService } from '../mesh';
import { createDependencyService } from './createDependencyService';
import { ObservedCall } from './ObservedCall';

const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;

const workload = (name: string) => ({
  type: 'workload' as const,
  workload: { cluster: 'east', namespace: 'shop', kind: 'Deployment', name },
});

const edge = (source: string, target: string): EdgeTraffic => ({
  source: workload(source),
  target: workload(target),
  protocol: 'http',
  countedBy: 'source',
  http: { requests: 60, successes: 60, failures: 0 },
});

const remembered = (
  source: string,
  target: string,
  firstSeen: number,
  lastSeen: number,
): ObservedCall => ({
  cluster: 'east',
  source: workload(source),
  target: workload(target),
  protocol: 'http',
  firstSeen,
  lastSeen,
});

const declares = (name: string, ...dependsOn: string[]): DeclaredEntity => ({
  ref: `component:default/${name}`,
  dependsOn: dependsOn.map(other => `component:default/${other}`),
  consumesApis: [],
  providesApis: [],
});

describe('createDependencyService', () => {
  function create(options: {
    edges?: EdgeTraffic[];
    declared?: DeclaredEntity[];
    list?: () => Promise<ObservedCall[]>;
    unreachable?: boolean;
    meshed?: boolean;
  }) {
    const found = testClusters(
      new TestCluster('east')
        .deploy('shop', 'web', {})
        .deploy('shop', 'unused', {}),
    );
    const clusters = {
      ...found,
      get: async (name: string) => {
        if (options.unreachable) {
          throw new Error('connect ECONNREFUSED');
        }
        return {
          ...(await found.get(name)),
          config: { namespaces: { include: [], exclude: [] } },
          mesh: async () => ({
            installation: { systemNamespaces: [] },
            isMeshed: () => options.meshed ?? true,
          }),
        };
      },
    } as unknown as Clusters;
    const counts = jest.fn(async () => ({
      source: 'prometheus',
      traffic: {
        workloads: [],
        edges: options.edges ?? [],
        windowSeconds: 60,
        measuredAt: 100 * DAY,
        warnings: [],
      },
      warnings: [],
    }));
    const entityWorkloads: Pick<
      EntityWorkloads,
      'entitiesOfAll' | 'declaredEntities'
    > = {
      declaredEntities: async () => options.declared ?? [],
      entitiesOfAll: async refs =>
        refs.map(({ name }) => [
          { entityRef: `component:default/${name}`, consent: 'label' },
          { entityRef: `component:default/a-${name}`, consent: 'none' },
        ]),
    };
    let now = 100 * DAY;
    const service = createDependencyService({
      clusters,
      traffic: { counts } as unknown as TrafficService,
      entityWorkloads,
      store: options.list && { list: options.list },
      config: { retentionMs: 90 * DAY },
      logger: mockServices.logger.mock(),
      now: () => now,
    });
    const pass = (ms: number) => {
      now += ms;
    };
    return { service, counts, pass };
  }

  it('should put the calls of now to those that are remembered', async () => {
    const { service } = create({
      edges: [edge('web', 'api'), edge('web', 'new')],
      list: async () => [
        remembered('web', 'api', 50 * DAY, 99 * DAY),
        remembered('cron', 'api', 40 * DAY, 70 * DAY),
        // Nobody has swept it out yet.
        remembered('web', 'ancient', 0, 9 * DAY),
      ],
      declared: [declares('web', 'unused'), declares('unused')],
    });
    expect(service.retentionDays).toBe(90);
    const { dependencies, rememberedSince, warnings, measurements } =
      await service.dependencies();
    expect(warnings).toEqual([]);
    expect(measurements).toEqual([
      expect.objectContaining({ cluster: 'east', source: 'prometheus' }),
    ]);
    expect(rememberedSince).toBe(40 * DAY);
    expect(
      dependencies.map(({ state, source, target, calls: [call] }) => [
        state,
        source.entityRef,
        target.entityRef,
        call && [call.firstSeen / DAY, call.lastSeen / DAY],
        call?.stats?.requestsPerSecond,
      ]),
    ).toEqual([
      [
        'undeclared',
        'component:default/web',
        'component:default/api',
        [50, 100],
        1,
      ],
      [
        'undeclared',
        'component:default/cron',
        'component:default/api',
        [40, 70],
        undefined,
      ],
      [
        'undeclared',
        'component:default/web',
        'component:default/new',
        [100, 100],
        1,
      ],
      [
        'unseen',
        'component:default/web',
        'component:default/unused',
        undefined,
        undefined,
      ],
    ]);
  });

  it.each([
    ['calls are not remembered', undefined, /enabled is false/],
    [
      'the database does not answer',
      async () => {
        throw new Error('connection refused');
      },
      /database/,
    ],
  ])(
    'should compare the calls of now, and call nothing unseen, where %s',
    async (_, list, message) => {
      const { service } = create({
        edges: [edge('web', 'api')],
        list,
        declared: [declares('web', 'unused'), declares('unused')],
      });
      const answer = await service.dependencies();
      expect(answer.dependencies.map(({ state }) => state)).toEqual([
        'undeclared',
      ]);
      expect(answer.rememberedSince).toBeUndefined();
      expect(answer.warnings).toEqual([
        expect.objectContaining({
          code: 'calls-not-remembered',
          message: expect.stringMatching(message),
        }),
      ]);
    },
  );

  it('should call nothing unseen of callers without a proxy', async () => {
    const { service } = create({
      meshed: false,
      list: async () => [remembered('web', 'api', 50 * DAY, 99 * DAY)],
      declared: [declares('web', 'unused'), declares('unused')],
    });
    const { dependencies } = await service.dependencies();
    expect(dependencies.map(({ state }) => state)).toEqual(['undeclared']);
  });

  it('should tell what is remembered of a cluster that can not be asked', async () => {
    const { service } = create({
      unreachable: true,
      list: async () => [remembered('web', 'api', 50 * DAY, 99 * DAY)],
    });
    const { dependencies, warnings } = await service.dependencies();
    expect(dependencies).toHaveLength(1);
    expect(warnings).toEqual([
      expect.objectContaining({ code: 'cluster-unreachable', cluster: 'east' }),
    ]);
  });

  it('should answer many who ask at once, and anew after a while', async () => {
    const { service, counts, pass } = create({ list: async () => [] });
    await Promise.all([service.dependencies(), service.dependencies()]);
    pass(10_000);
    await service.dependencies();
    expect(counts).toHaveBeenCalledTimes(1);
    pass(10_000);
    await service.dependencies();
    expect(counts).toHaveBeenCalledTimes(2);
  });
});
