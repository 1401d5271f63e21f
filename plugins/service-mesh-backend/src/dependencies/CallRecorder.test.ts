import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { EdgeTraffic } from '@backstage-mesh/plugin-service-mesh-node';
import { Cluster, Clusters } from '../clusters';
import { PluginDatabase } from '../database';
import {
  TestCluster,
  testClusters,
} from '../entities/__testUtils__/TestCluster';
import { TrafficService, TrafficView } from '../mesh';
import { recordCalls } from './CallRecorder';
import { CallStore } from './CallStore';

const DAY = 24 * 60 * 60_000;

jest.setTimeout(60_000);

function workload(cluster: string, name: string, namespace = 'shop') {
  return {
    type: 'workload' as const,
    workload: { cluster, namespace, kind: 'Deployment', name },
  };
}

function edge(more: Partial<EdgeTraffic>): EdgeTraffic {
  return {
    source: workload('east', 'web'),
    target: workload('east', 'api'),
    protocol: 'http',
    countedBy: 'source',
    http: { requests: 3, successes: 3, failures: 0 },
    ...more,
  };
}

describe('recordCalls', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

  async function create(views: Record<string, Partial<TrafficView> | Error>) {
    const knex = await databases.init('SQLITE_3');
    const store = new CallStore({
      database: new PluginDatabase(mockServices.database({ knex })),
    });
    const found = testClusters(
      ...Object.keys(views).map(name =>
        new TestCluster(name).deploy('shop', 'web', {}),
      ),
    );
    const complete = (cluster: Cluster) => ({
      ...cluster,
      config: { namespaces: { include: [], exclude: ['kube-system'] } },
      mesh: async () => undefined,
    });
    const clusters = {
      ...found,
      get: async (name: string) => complete(await found.get(name)),
    } as unknown as Clusters;
    const counts = jest.fn(async ({ name }: Cluster): Promise<TrafficView> => {
      const view = views[name];
      if (view instanceof Error) {
        throw view;
      }
      return { source: 'prometheus', warnings: [], ...view };
    });
    const logger = mockServices.logger.mock();
    const record = (now: number) =>
      recordCalls({
        clusters,
        traffic: { counts } as unknown as TrafficService,
        store,
        config: { intervalMs: 5 * 60_000, retentionMs: 90 * DAY },
        logger,
        now: () => now,
      });
    return { store, counts, logger, record };
  }

  const measured = (...edges: EdgeTraffic[]): Partial<TrafficView> => ({
    traffic: {
      workloads: [],
      edges,
      windowSeconds: 300,
      measuredAt: 0,
      warnings: [],
    },
  });

  const told = async (store: CallStore) =>
    (await store.list()).map(
      ({ cluster, target, protocol }) =>
        `${cluster}: ${
          target.type === 'workload' ? target.workload.name : target.type
        } ${protocol}`,
    );

  it('should note the calls of each cluster over the time since it looked last', async () => {
    const { store, counts, record } = await create({
      east: measured(
        edge({}),
        edge({
          target: workload('east', 'db'),
          protocol: 'tcp',
          http: undefined,
          tcp: { openConnections: 1 },
        }),
      ),
      west: measured(
        edge({
          source: workload('west', 'web'),
          target: workload('west', 'api'),
        }),
      ),
    });
    await record(DAY);
    expect((await told(store)).sort()).toEqual([
      'east: api http',
      'east: db tcp',
      'west: api http',
    ]);
    expect(counts).toHaveBeenCalledTimes(2);
    expect(counts).toHaveBeenCalledWith(
      expect.objectContaining({ name: 'east' }),
      expect.anything(),
      expect.objectContaining({ windowSeconds: 300 }),
    );
  });

  it('should leave out callers that nothing names, what is not shown, and what nobody uses', async () => {
    const { store, record } = await create({
      east: measured(
        edge({ source: { type: 'unmeshed' } }),
        edge({ source: { type: 'external', host: 'x', identity: 'x.y' } }),
        edge({ source: workload('east', 'dns', 'kube-system') }),
        edge({ target: workload('east', 'dns', 'kube-system') }),
        edge({ http: { requests: 0, successes: 0, failures: 0 } }),
        edge({ protocol: 'tcp', http: undefined, tcp: { openConnections: 0 } }),
      ),
    });
    await record(DAY);
    expect(await told(store)).toEqual([]);
  });

  it('should note calls that are refused, or get no answer', async () => {
    const { store, record } = await create({
      east: measured(
        edge({ http: { requests: 2, successes: 0, failures: 0 } }),
        edge({
          target: workload('east', 'ledger'),
          http: { successes: 0, failures: 0, denied: 4 },
        }),
      ),
    });
    await record(DAY);
    expect(await told(store)).toEqual(['east: api http', 'east: ledger http']);
  });

  it('should go on where one cluster fails, and not take old numbers for new ones', async () => {
    const { store, logger, record } = await create({
      east: new Error('no route to host'),
      old: { ...measured(edge({})), staleSince: 5 },
      west: measured(
        edge({ target: { type: 'external', host: 'example.com' } }),
      ),
    });
    await record(DAY);
    expect(await told(store)).toEqual(['west: external http']);
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('no route to host'),
    );
  });

  it('should note the calls of a cluster while others keep it waiting', async () => {
    const { store, record, counts } = await create({
      silent: {},
      east: measured(edge({})),
    });
    const answer = counts.getMockImplementation()!;
    let answerOfSilent = () => {};
    const noted = new Promise<void>(resolve => {
      answerOfSilent = resolve;
    });
    counts.mockImplementation(async cluster => {
      if (cluster.name === 'silent') {
        await noted;
      }
      return answer(cluster);
    });
    const recording = record(DAY);
    while ((await store.list()).length === 0) {
      await new Promise(resolve => setTimeout(resolve, 10));
    }
    answerOfSilent();
    await recording;
    expect(await told(store)).toEqual(['east: api http']);
  });

  it('should forget calls after the time for which they are kept', async () => {
    const views: Record<string, Partial<TrafficView>> = {
      east: measured(edge({})),
    };
    const { store, record } = await create(views);
    await record(0);
    views.east = measured();
    await record(89 * DAY);
    expect(await told(store)).toEqual(['east: api http']);
    await record(91 * DAY);
    expect(await told(store)).toEqual([]);
  });
});
