import { openCluster } from '../portal/openCluster';
import { describeWith } from '../programs/describeWith';
import { waitUntil } from '../programs/waitUntil';
import { missingKubernetes } from './binaries';
import { grant, READ_NAMESPACE, requestToken, serviceAccount } from './rights';
import { useRealCluster } from './useRealCluster';

jest.setTimeout(120_000);

const missing = missingKubernetes();

/** Watches of so many namespaces are more than the questions that may be on their way at once. */
const TEAMS = Array.from({ length: 40 }, (_, index) => `team-${index}`);

const ACCOUNT = { namespace: 'backstage', name: 'portal' };

describeWith(missing, 'a portal that may list nothing cluster-wide', () => {
  const real = useRealCluster('restricted');
  let token: string;

  beforeAll(async () => {
    await real.workloads.namespace(ACCOUNT.namespace);
    await serviceAccount(real.api, ACCOUNT.namespace, ACCOUNT.name);
    token = await requestToken(real.api, ACCOUNT.namespace, ACCOUNT.name);
    await Promise.all(
      [...TEAMS, 'secret'].map(async team => {
        await real.workloads.namespace(team);
        await real.workloads.pod(team, 'web-1');
      }),
    );
    await Promise.all(
      TEAMS.map(team =>
        grant(real.api, {
          name: 'portal',
          namespace: team,
          to: { kind: 'ServiceAccount', ...ACCOUNT },
          rules: READ_NAMESPACE,
        }),
      ),
    );
  });

  async function open(include: string[]) {
    const { cluster, close } = await openCluster({
      name: 'real',
      url: real.controlPlane.url,
      ca: real.controlPlane.ca,
      token,
      serviceMesh: { namespaces: { include } },
    });
    real.closeAfterTest(close);
    return cluster;
  }

  it('says what to grant, or what to configure, where it was not told its namespaces', async () => {
    const cluster = await open([]);
    await expect(cluster.inventory.ready()).rejects.toThrow(
      /^Pods can not be read: pods is forbidden: User "system:serviceaccount:backstage:portal" cannot list resource "pods" .* at the cluster scope\. Let the portal's account list and watch them, or name the namespaces that it may read in serviceMesh\.clusters\[\]\.namespaces\.include$/,
    );
  });

  it('knows its namespaces, each watched alone, and the mesh by the pods', async () => {
    const cluster = await open(TEAMS);
    const snapshot = await cluster.inventory.ready();
    expect(snapshot.pods()).toHaveLength(TEAMS.length);
    expect(
      snapshot
        .namespaces()
        .map(({ name }) => name)
        .sort(),
    ).toEqual([...TEAMS].sort());
    expect(cluster.inventory.state()).toMatchObject({
      state: 'ready',
      reason: expect.stringMatching(
        /^namespaces can not be read \(.*\), so labels and annotations of namespaces are unknown$/,
      ),
    });
    // Every one of them is watched at the same time.
    await Promise.all(
      [TEAMS[0], TEAMS[19], TEAMS[39]].map(team =>
        real.workloads.pod(team, 'web-2'),
      ),
    );
    await waitUntil('the new pods', () =>
      [TEAMS[0], TEAMS[19], TEAMS[39]].every(team =>
        cluster.inventory.snapshot()?.pod(team, 'web-2'),
      ),
    );
    // And there is room for questions beside the watches.
    const mesh = await cluster.mesh();
    expect(mesh?.installation).toMatchObject({
      mesh: 'linkerd',
      controlPlaneNamespace: 'linkerd',
    });
    expect((await cluster.metrics()).steps).toContainEqual({
      step: 'proxies',
      outcome: 'failed',
      reason: "The portal's account may not get pods/proxy in this cluster",
      manifest: expect.stringContaining('pods/proxy'),
    });
  });

  it('shows what it may read, and names the namespace that it may not', async () => {
    const cluster = await open(['team-0', 'secret']);
    const snapshot = await cluster.inventory.ready();
    expect(new Set(snapshot.pods().map(({ namespace }) => namespace))).toEqual(
      new Set(['team-0']),
    );
    const { state, reason } = cluster.inventory.state();
    expect(state).toBe('ready');
    expect(reason).toMatch(
      /pods of namespace secret can not be read \(pods is forbidden: .* in the namespace "secret"\), so nothing can be shown/,
    );
  });
});
