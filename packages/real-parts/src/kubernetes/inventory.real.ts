import { mockServices } from '@backstage/backend-test-utils';
import { ClusterInventory, HttpClusterConnection } from '../portal/insides';
import { describeWith } from '../programs/describeWith';
import { waitUntil } from '../programs/waitUntil';
import { missingKubernetes } from './binaries';
import { TOKENS } from './ControlPlane';
import { grant, READ_INVENTORY, serviceAccountToken } from './rights';
import { useRealCluster } from './useRealCluster';

jest.setTimeout(180_000);

describeWith(missingKubernetes(), 'the inventory of a real API server', () => {
  const real = useRealCluster('inventory');

  beforeAll(async () => {
    await real.workloads.namespace('shop');
    await grant(real.api, {
      name: 'portal-inventory',
      to: { kind: 'User', name: TOKENS.portal.user },
      rules: [READ_INVENTORY],
    });
  });

  function open(
    token: string | (() => Promise<string>),
    include: string[] = [],
  ): ClusterInventory {
    const connection = HttpClusterConnection.create({
      name: 'real',
      url: real.controlPlane.url,
      caData: real.controlPlane.ca,
      token: typeof token === 'string' ? async () => token : token,
    });
    const inventory = ClusterInventory.create({
      connection,
      namespaces: { include, exclude: [] },
      logger: mockServices.logger.mock(),
    });
    real.closeAfterTest(() => {
      inventory.close();
      connection.close();
    });
    return inventory;
  }

  const deploymentOf = (name: string) => ({
    cluster: 'real',
    namespace: 'shop',
    kind: 'Deployment',
    name,
  });

  it('lists what is there and follows what comes, changes and goes', async () => {
    const { replicaSet } = await real.workloads.deployment('shop', 'web');
    await real.workloads.pod('shop', 'web-1', { owner: replicaSet });
    const inventory = open(TOKENS.portal.token);

    const first = await inventory.ready();
    expect(first.pod('shop', 'web-1')).toMatchObject({
      workload: deploymentOf('web'),
      phase: 'Running',
      status: 'Running',
      labels: { 'linkerd.io/control-plane-ns': 'linkerd' },
    });
    expect(inventory.state().state).toBe('ready');

    await real.workloads.pod('shop', 'web-2', { owner: replicaSet });
    await waitUntil('a pod that came', () =>
      inventory.snapshot()?.pod('shop', 'web-2'),
    );
    expect(inventory.snapshot()?.podsOf(deploymentOf('web'))).toHaveLength(2);
    expect(first.podsOf(deploymentOf('web'))).toHaveLength(1);

    await real.api.patchStatus('/api/v1/namespaces/shop/pods/web-1', {
      phase: 'Failed',
      reason: 'Evicted',
    });
    await waitUntil(
      'a status that changed',
      () => inventory.snapshot()?.pod('shop', 'web-1')?.status === 'Evicted',
    );

    await real.api.delete('/api/v1/namespaces/shop/pods/web-1');
    await waitUntil(
      'a pod that went',
      () => inventory.snapshot()?.pod('shop', 'web-1')?.deletedAt !== undefined,
    );
    expect(
      inventory
        .snapshot()
        ?.podsOf(deploymentOf('web'))
        .map(pod => pod.name),
    ).toEqual(['web-2']);
    expect(
      inventory.snapshot()?.podsOf(deploymentOf('web'), { deleted: true }),
    ).toHaveLength(2);
  });

  it('keeps pods with their Deployment when the ReplicaSet goes first', async () => {
    const { replicaSet } = await real.workloads.deployment('shop', 'orphans');
    await real.workloads.pod('shop', 'orphans-1', { owner: replicaSet });
    const inventory = open(TOKENS.portal.token);
    await inventory.ready();

    await real.api.delete(
      `/apis/apps/v1/namespaces/shop/replicasets/${replicaSet.name}`,
    );
    await real.api.delete('/apis/apps/v1/namespaces/shop/deployments/orphans');
    await waitUntil(
      'the Deployment gone',
      () =>
        inventory.snapshot()?.workload(deploymentOf('orphans'))?.deletedAt !==
        undefined,
    );
    expect(
      inventory.snapshot()?.pod('shop', 'orphans-1')?.workload,
    ).toMatchObject({ kind: 'Deployment', name: 'orphans' });
  });

  it('takes a pod of the same name for another pod', async () => {
    const pod = await real.workloads.pod('shop', 'twice');
    const inventory = open(TOKENS.portal.token);
    await inventory.ready();
    await real.api.delete('/api/v1/namespaces/shop/pods/twice');
    const again = await real.workloads.pod('shop', 'twice');

    expect(again.metadata.uid).not.toBe(pod.metadata.uid);
    await waitUntil('the second of that name', () => {
      const seen = inventory.snapshot()?.pod('shop', 'twice');
      return seen?.uid === again.metadata.uid && seen?.deletedAt === undefined;
    });
  });

  it('knows owners that are no kind of Kubernetes itself', async () => {
    await real.workloads.pod('shop', 'canary-1', {
      owner: {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'Rollout',
        name: 'canary',
        uid: '7b2f6b0e-6c1b-4a55-9a2e-2f6d5a6e0c11',
      },
    });
    const snapshot = await open(TOKENS.portal.token).ready();
    expect(snapshot.pod('shop', 'canary-1')?.workload).toMatchObject({
      kind: 'Rollout',
      name: 'canary',
    });
  });

  it('reads lists that come in pieces to their end', async () => {
    await real.workloads.namespace('many');
    const names = Array.from({ length: 1_200 }, (_, index) => `pod-${index}`);
    await Promise.all(names.map(name => real.workloads.pod('many', name)));
    const snapshot = await open(TOKENS.portal.token).ready();
    expect(snapshot.pods('many')).toHaveLength(names.length);
  });

  it('works with the token that a service account asks for', async () => {
    const token = await serviceAccountToken(real.api, 'shop', 'backstage');
    await grant(real.api, {
      name: 'backstage-inventory',
      to: { kind: 'ServiceAccount', namespace: 'shop', name: 'backstage' },
      rules: [READ_INVENTORY],
    });
    const inventory = open(token);
    await inventory.ready();
    expect(inventory.state()).toMatchObject({ state: 'ready' });
  });

  it('says that the token is not accepted, and goes on once it is', async () => {
    let token = 'expired';
    const inventory = open(async () => token);
    await expect(inventory.ready()).rejects.toThrow(/401|nauthorized/);
    expect(inventory.state().state).toBe('unreachable');

    token = TOKENS.portal.token;
    await waitUntil('the inventory to heal', () => inventory.snapshot(), {
      withinMs: 90_000,
    });
    expect(inventory.state().state).toBe('ready');
  });

  it('says which right is missing where pods are denied', async () => {
    const inventory = open(TOKENS.nobody.token);
    await expect(inventory.ready()).rejects.toThrow(
      /User "nobody" cannot list resource "pods"/,
    );
  });

  it('works with what it may read and names the rest', async () => {
    await grant(real.api, {
      name: 'alice-pods',
      to: { kind: 'User', name: TOKENS.alice.user },
      rules: [
        {
          apiGroups: [''],
          resources: ['pods', 'namespaces'],
          verbs: ['list', 'watch'],
        },
      ],
    });
    const inventory = open(TOKENS.alice.token);
    const snapshot = await inventory.ready();
    expect(snapshot.pods('shop').length).toBeGreaterThan(0);
    expect(inventory.state()).toMatchObject({
      state: 'ready',
      reason: expect.stringMatching(/deployments can not be read/),
    });
  });

  it('needs rights in one namespace only, where only that one is wanted', async () => {
    await real.workloads.namespace('alone');
    const token = await serviceAccountToken(real.api, 'alone', 'reader');
    await grant(real.api, {
      name: 'reader',
      namespace: 'alone',
      to: { kind: 'ServiceAccount', namespace: 'alone', name: 'reader' },
      rules: [READ_INVENTORY],
    });
    await real.workloads.pod('alone', 'single');
    const snapshot = await open(token, ['alone']).ready();
    expect(snapshot.pods().map(pod => pod.name)).toEqual(['single']);
  });

  it('survives a restart of the API server and misses nothing', async () => {
    const { replicaSet } = await real.workloads.deployment('shop', 'lasting');
    await real.workloads.pod('shop', 'lasting-1', { owner: replicaSet });
    const inventory = open(TOKENS.portal.token);
    await inventory.ready();

    await real.controlPlane.stopApiserver();
    expect(inventory.snapshot()?.pod('shop', 'lasting-1')).toBeDefined();
    await waitUntil(
      'the loss to be told',
      () => {
        const { state, reason } = inventory.state();
        return state === 'stale' && reason;
      },
      { withinMs: 60_000 },
    );
    await real.controlPlane.startApiserverAgain();
    await real.api.delete('/api/v1/namespaces/shop/pods/lasting-1');
    await real.workloads.pod('shop', 'lasting-2', { owner: replicaSet });

    await waitUntil(
      'the inventory to heal',
      () => {
        const snapshot = inventory.snapshot();
        return (
          inventory.state().state === 'ready' &&
          snapshot?.pod('shop', 'lasting-2') &&
          snapshot.pod('shop', 'lasting-1')?.deletedAt !== undefined
        );
      },
      { withinMs: 90_000 },
    );
  });
});
