import { InventorySnapshot } from '@backstage-mesh/plugin-service-mesh-node';
import { mockServices } from '@backstage/backend-test-utils';
import { DemoCluster, makeCertificates, startDemoCluster } from 'demo-cluster';
import { HttpClusterConnection } from '../clusters';
import { ClusterInventory } from './ClusterInventory';

const WEB = {
  cluster: 'east',
  namespace: 'video',
  kind: 'Deployment',
  name: 'videos-api',
};

/** What two inventories of one cluster must agree about. */
function facts(snapshot: InventorySnapshot) {
  return snapshot
    .pods()
    .map(({ uid, namespace, name, workload, status, restarts, ip }) =>
      [
        uid,
        namespace,
        name,
        workload.kind,
        workload.name,
        status,
        restarts,
        ip,
      ].join(' '),
    )
    .sort();
}

describe('ClusterInventory of a demo cluster over TLS', () => {
  let demo: DemoCluster;
  let ca: string;
  const open: { close(): void }[] = [];

  beforeAll(async () => {
    const certificates = await makeCertificates();
    ca = certificates.ca;
    demo = await startDemoCluster({
      world: 'east',
      tls: certificates,
      speed: 0,
    });
  }, 60_000);

  afterEach(() => open.splice(0).forEach(part => part.close()));

  afterAll(() => demo?.close());

  function connect(options: { token: string; caData?: string }) {
    const connection = HttpClusterConnection.create({
      name: 'east',
      url: demo.url,
      caData: options.caData ?? ca,
      token: async () => options.token,
    });
    const inventory = ClusterInventory.create({
      connection,
      namespaces: { include: [], exclude: ['kube-system'] },
      logger: mockServices.logger.mock(),
    });
    open.push(inventory, connection);
    return inventory;
  }

  it('should stay right through rollouts, broken watches and refusals', async () => {
    const inventory = connect({ token: demo.tokens.readOnly });
    const before = await inventory.ready();
    expect(before.podsOf(WEB).length).toBeGreaterThan(0);
    const versionBefore = before.workload(WEB)?.versionSince;

    demo.faults.cutWatches();
    const mend = demo.faults.add(() => ({
      kind: 'status',
      code: 429,
      message: 'slow down',
    }));
    demo.rollOut(WEB, '9.9.9');
    demo.clock.advance(180_000);
    mend();

    const late = connect({ token: demo.tokens.readOnly });
    const expected = facts(await late.ready());
    await until(() => {
      const snapshot = inventory.snapshot();
      return (
        snapshot !== undefined &&
        JSON.stringify(facts(snapshot)) === JSON.stringify(expected)
      );
    });
    // the watches of Deployments may come back later than those of pods
    await until(
      () => inventory.snapshot()?.workload(WEB)?.versionSince !== versionBefore,
    );
    const after = await inventory.ready();
    expect(facts(after)).not.toEqual(facts(before));
    expect(after.workload(WEB)?.versionSince).toBe(
      late.snapshot()?.workload(WEB)?.versionSince,
    );
    expect(after.podsOf(WEB, { deleted: true }).length).toBeGreaterThan(
      after.podsOf(WEB).length,
    );
    await until(() => inventory.state().state === 'ready');
  }, 60_000);

  it('should say that a token is not accepted', async () => {
    await expect(connect({ token: 'wrong' }).ready()).rejects.toThrow(
      'Unauthorized',
    );
  });

  it('should not speak to a server whose certificate it can not check', async () => {
    const { ca: other } = await makeCertificates();
    await expect(
      connect({ token: demo.tokens.admin, caData: other }).ready(),
    ).rejects.toThrow('its certificate is not trusted');
  });
});

async function until(condition: () => boolean): Promise<void> {
  const end = Date.now() + 30_000;
  while (!condition()) {
    if (Date.now() > end) {
      throw new Error('The condition did not come true within 30 s');
    }
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}
