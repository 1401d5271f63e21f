import { mockServices } from '@backstage/backend-test-utils';
import { ClusterInventory, HttpClusterConnection } from '../portal/insides';
import { describeWith } from '../programs/describeWith';
import { waitUntil } from '../programs/waitUntil';
import { missingKubernetes } from './binaries';
import { TOKENS } from './ControlPlane';
import { ObservedConnection } from './ObservedConnection';
import { grant, READ_INVENTORY } from './rights';
import type { Owner } from './workloads';
import { useRealCluster } from './useRealCluster';

jest.setTimeout(180_000);

const PODS = 5_000;
const PODS_EACH = 100;
const NAMESPACES = ['north', 'south', 'elsewhere'];

/** What a developer waits for a page at most. */
const FIRST_LIST_MS = 10_000;

describeWith(missingKubernetes(), 'an inventory of 5,000 pods', () => {
  const real = useRealCluster('large');
  let owner: Owner;

  beforeAll(async () => {
    await grant(real.api, {
      name: 'portal-inventory',
      to: { kind: 'User', name: TOKENS.portal.user },
      rules: [READ_INVENTORY],
    });
    for (const namespace of NAMESPACES) {
      await real.workloads.namespace(namespace);
    }
    await Promise.all(
      Array.from({ length: PODS / PODS_EACH }, async (_, index) => {
        const namespace = NAMESPACES[index % NAMESPACES.length];
        const { replicaSet } = await real.workloads.deployment(
          namespace,
          `app-${index}`,
        );
        if (index === 0) {
          owner = replicaSet;
        }
        await Promise.all(
          Array.from({ length: PODS_EACH }, (__, pod) =>
            real.workloads.pod(namespace, `app-${index}-${pod}`, {
              owner: replicaSet,
            }),
          ),
        );
      }),
    );
  });

  function open() {
    const inner = HttpClusterConnection.create({
      name: 'real',
      url: real.controlPlane.url,
      caData: real.controlPlane.ca,
      token: async () => TOKENS.portal.token,
    });
    const connection = new ObservedConnection(inner, {});
    const inventory = ClusterInventory.create({
      connection,
      namespaces: { include: [], exclude: [] },
      logger: mockServices.logger.mock(),
    });
    real.closeAfterTest(() => {
      inventory.close();
      inner.close();
    });
    return { connection, inventory };
  }

  const app = { cluster: 'real', namespace: 'north', kind: 'Deployment' };

  it('is there in seconds, by few questions, and follows a rollout', async () => {
    const { connection, inventory } = open();
    const before = performance.now();
    const snapshot = await inventory.ready();
    expect(performance.now() - before).toBeLessThan(FIRST_LIST_MS);
    expect(snapshot.pods()).toHaveLength(PODS);
    expect(snapshot.podsOf({ ...app, name: 'app-0' })).toHaveLength(PODS_EACH);
    const lists = connection.asked.filter(({ query }) => !query?.watch);
    // Ten pages of pods, and one of each other kind.
    expect(lists).toHaveLength(PODS / 500 + 8);

    await Promise.all(
      Array.from({ length: PODS_EACH }, async (_, pod) => {
        await real.workloads.pod('north', `next-${pod}`, { owner });
        await real.api.delete(`/api/v1/namespaces/north/pods/app-0-${pod}`);
      }),
    );
    await waitUntil('the rollout', () => {
      const pods = inventory.snapshot()?.podsOf({ ...app, name: 'app-0' });
      return (
        pods?.length === PODS_EACH &&
        pods.every(({ name }) => name.startsWith('next-'))
      );
    });
    expect(inventory.snapshot()?.pods()).toHaveLength(PODS);
  });

  it('outlives a restart of the API server whose etcd forgot the past', async () => {
    const { inventory } = open();
    await inventory.ready();
    await real.workloads.pod('south', 'leaving');
    await waitUntil('the pod', () =>
      inventory.snapshot()?.pod('south', 'leaving'),
    );
    await real.controlPlane.stopApiserver();
    await real.controlPlane.startApiserverAgain();
    await Promise.all([
      real.api.delete('/api/v1/namespaces/south/pods/leaving'),
      real.workloads.pod('south', 'coming'),
    ]);
    await real.controlPlane.compact();
    await waitUntil(
      'the inventory to catch up',
      () => {
        const snapshot = inventory.snapshot();
        return (
          inventory.state().state === 'ready' &&
          snapshot?.pod('south', 'coming') &&
          snapshot.pod('south', 'leaving')?.deletedAt !== undefined
        );
      },
      { withinMs: 60_000 },
    );
    expect(inventory.snapshot()?.pods()).toHaveLength(PODS + 1);
    await real.api.delete('/api/v1/namespaces/south/pods/coming');
  });
});
