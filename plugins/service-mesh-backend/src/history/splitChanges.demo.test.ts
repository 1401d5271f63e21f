import { mockServices } from '@backstage/backend-test-utils';
import { DemoCluster, startDemoCluster } from 'demo-cluster';
import { HttpClusterConnection } from '../clusters';
import { ClusterInventory } from '../inventory';
import { INSTALLATION } from '../metrics/__testUtils__/recordedMesh';
import { LinkerdMesh } from '../mesh/linkerd/LinkerdMesh';
import { workloadNodeId } from '../topology/nodeIds';
import { splitChangesOf } from './splitChangesOf';

/** Lists are kept for half a minute. */
const LATER_MS = 31_000;

describe('weights of splits in a demo cluster', () => {
  let demo: DemoCluster;
  let now = Date.now();

  beforeAll(async () => {
    demo = await startDemoCluster({ world: 'east', speed: 0 });
    jest.spyOn(Date, 'now').mockImplementation(() => now);
  });

  afterAll(async () => {
    jest.restoreAllMocks();
    await demo.close();
  });

  it('are noticed when they change, for those who call and those who are called', async () => {
    const connection = HttpClusterConnection.create({
      name: 'east',
      url: demo.url,
      token: async () => demo.tokens.portal,
    });
    const logger = mockServices.logger.mock();
    const inventory = ClusterInventory.create({
      connection,
      namespaces: { include: [], exclude: ['kube-system'] },
      logger,
    });
    const snapshot = await inventory.ready();
    const mesh = new LinkerdMesh(
      { connection, inventory, logger },
      INSTALLATION,
      {
        namespace: 'linkerd',
        vizNamespace: 'linkerd-viz',
        includedNamespaces: [],
      },
    );
    const look = () => {
      now += LATER_MS;
      return mesh.splitChanges();
    };
    try {
      expect(await look()).toEqual([]);
      demo.shiftWeights(
        { namespace: 'video', name: 'search' },
        { 'search-stable': 50, 'search-canary': 50 },
      );
      expect(await look()).toHaveLength(1);
      demo.shiftWeights(
        { namespace: 'booksapp', name: 'books' },
        { 'books-canary': 0 },
      );
      const changes = await look();
      const deployment = (namespace: string, name: string) => ({
        cluster: 'east',
        namespace,
        kind: 'Deployment',
        name,
      });
      const told = (namespace: string, name: string, callees: string[] = []) =>
        splitChangesOf(changes, snapshot, {
          workload: deployment(namespace, name),
          callees: callees.map(callee => deployment(namespace, callee)),
          time: { from: 0, to: now },
        }).map(({ at, nodeId, name: route, detail }) => [
          at,
          nodeId,
          route,
          detail,
        ]);
      const canary = workloadNodeId(deployment('video', 'search-canary'));
      const search = [now - LATER_MS, canary, 'search-split', '80/20 → 50/50'];
      expect(told('video', 'search-canary')).toEqual([
        [now - LATER_MS, canary, 'search-canary', '20 % → 50 %'],
      ]);
      expect(told('video', 'videos-web', ['search-canary'])).toEqual([search]);
      expect(told('video', 'payments')).toEqual([]);
      expect(told('booksapp', 'webapp', ['books'])).toEqual([
        [
          now,
          workloadNodeId(deployment('booksapp', 'books')),
          expect.stringContaining('books.booksapp.svc'),
          expect.stringMatching(/^\d+\/\d+ → \d+\/\d+$/),
        ],
      ]);
    } finally {
      inventory.close();
      connection.close();
    }
  });
});
