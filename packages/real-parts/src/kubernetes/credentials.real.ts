import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { KubernetesStatusError } from '@backstage-mesh/plugin-service-mesh-node';
import { mockServices } from '@backstage/backend-test-utils';
import { ClusterInventory, HttpClusterConnection } from '../portal/insides';
import { openCluster } from '../portal/openCluster';
import { describeWith } from '../programs/describeWith';
import { waitUntil } from '../programs/waitUntil';
import { missingKubernetes } from './binaries';
import { TOKENS } from './ControlPlane';
import { KubernetesApi } from './KubernetesApi';
import { ObservedConnection } from './ObservedConnection';
import { grant, READ_INVENTORY, requestToken, serviceAccount } from './rights';
import { shortLivedToken } from './shortLivedToken';
import { useRealCluster } from './useRealCluster';

jest.setTimeout(120_000);

const NOT_ACCEPTED =
  "Unauthorized: its API server does not accept the portal's token, which may have expired; give the portal a new one";

describeWith(missingKubernetes(), 'credentials that change', () => {
  const real = useRealCluster('credentials');

  beforeAll(async () => {
    await real.workloads.namespace('shop');
    await real.workloads.pod('shop', 'web-1');
  });

  /** An account that may read the inventory. */
  async function reader(name: string) {
    const { metadata } = await serviceAccount(real.api, 'shop', name);
    await grant(real.api, {
      name,
      to: { kind: 'ServiceAccount', namespace: 'shop', name },
      rules: [READ_INVENTORY],
    });
    return metadata;
  }

  /** An inventory whose watches end every few seconds, as all do in some minutes; its clock can be set ahead. */
  function open(token: () => string) {
    let aheadMs = 0;
    const inner = HttpClusterConnection.create({
      name: 'real',
      url: real.controlPlane.url,
      caData: real.controlPlane.ca,
      token: async () => token(),
    });
    const inventory = ClusterInventory.create({
      connection: new ObservedConnection(inner, { watchSeconds: 3 }),
      namespaces: { include: [], exclude: [] },
      logger: mockServices.logger.mock(),
      now: () => Date.now() + aheadMs,
    });
    real.closeAfterTest(() => {
      inventory.close();
      inner.close();
    });
    return {
      inventory,
      pass: (seconds: number) => {
        aheadMs += seconds * 1000;
      },
    };
  }

  async function isRefused(token: string): Promise<boolean> {
    const client = new KubernetesApi(
      real.controlPlane.url,
      real.controlPlane.ca,
      token,
    );
    const { status } = await client.send('GET', '/api/v1/pods?limit=1');
    client.close();
    return status === 401;
  }

  async function becomesStaleAndHeals(
    { inventory, pass }: ReturnType<typeof open>,
    renew: () => Promise<void>,
  ): Promise<void> {
    pass(60);
    const { reason } = await waitUntil(
      'the loss to be told',
      () => {
        const state = inventory.state();
        return state.state === 'stale' && state;
      },
      { withinMs: 60_000 },
    );
    expect(reason).toContain(NOT_ACCEPTED);
    expect(inventory.snapshot()?.pod('shop', 'web-1')).toBeDefined();
    await renew();
    await waitUntil(
      'the inventory to heal',
      () => inventory.state().state === 'ready',
      { withinMs: 60_000 },
    );
  }

  it('are renewed when the token expires, and what was known stays meanwhile', async () => {
    const { uid = '' } = await reader('short-lived');
    let token = await shortLivedToken({
      keyFile: real.controlPlane.serviceAccountKeyFile,
      namespace: 'shop',
      name: 'short-lived',
      uid,
      acceptedSeconds: 12,
    });
    const opened = open(() => token);
    await opened.inventory.ready();
    expect(opened.inventory.state().state).toBe('ready');
    await waitUntil('the token to expire', () => isRefused(token), {
      withinMs: 60_000,
      everyMs: 1_000,
    });
    await becomesStaleAndHeals(opened, async () => {
      token = await requestToken(real.api, 'shop', 'short-lived');
    });
  });

  it('end with what a token is bound to', async () => {
    await reader('bound');
    const secrets = '/api/v1/namespaces/shop/secrets';
    await real.api.create(secrets, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'lease' },
    });
    let token = await requestToken(real.api, 'shop', 'bound', 'lease');
    const opened = open(() => token);
    await opened.inventory.ready();
    await real.api.delete(`${secrets}/lease`);
    await waitUntil('the token to end', () => isRefused(token), {
      withinMs: 60_000,
      everyMs: 1_000,
    });
    await becomesStaleAndHeals(opened, async () => {
      token = await requestToken(real.api, 'shop', 'bound');
    });
    expect(opened.inventory.state().reason).toBeUndefined();
  });

  it('of the portal act as a user in named groups only, and not as one in others', async () => {
    await grant(real.api, {
      name: 'portal-impersonates',
      to: { kind: 'User', name: TOKENS.portal.user },
      rules: [
        { apiGroups: [''], resources: ['users'], verbs: ['impersonate'] },
        {
          apiGroups: [''],
          resources: ['groups'],
          resourceNames: ['developers'],
          verbs: ['impersonate'],
        },
      ],
    });
    const connection = HttpClusterConnection.create({
      name: 'real',
      url: real.controlPlane.url,
      caData: real.controlPlane.ca,
      token: async () => TOKENS.portal.token,
    });
    real.closeAfterTest(() => connection.close());
    const askAs = (user: string, groups: string[]) =>
      connection.json<{
        status: { userInfo: { username: string; groups: string[] } };
      }>({
        method: 'POST',
        path: '/apis/authentication.k8s.io/v1/selfsubjectreviews',
        body: JSON.stringify({
          apiVersion: 'authentication.k8s.io/v1',
          kind: 'SelfSubjectReview',
        }),
        identity: { type: 'impersonate', user, groups },
      });
    const { status } = await askAs('jane', ['developers']);
    expect(status.userInfo).toMatchObject({
      username: 'jane',
      groups: ['developers', 'system:authenticated'],
    });
    const refused = await askAs('jane', ['admins']).catch(error => error);
    expect(refused).toBeInstanceOf(KubernetesStatusError);
    expect(refused).toMatchObject({
      status: 403,
      message: expect.stringContaining(
        'User "portal" cannot impersonate resource "groups"',
      ),
    });
    await expect(askAs('system:admin', [])).rejects.toThrow(
      'A cluster may not be asked as "system:admin"',
    );
  });

  it('of the cluster itself may get another authority', async () => {
    const caFile = path.join(real.folder, 'rotated-ca.crt');
    await writeFile(caFile, real.controlPlane.ca);
    await reader('of-ca');
    const token = await requestToken(real.api, 'shop', 'of-ca');
    const { cluster, close } = await openCluster({
      name: 'real',
      url: real.controlPlane.url,
      caFile,
      token,
    });
    real.closeAfterTest(close);
    await cluster.inventory.ready();

    await real.rotateAuthority();
    await waitUntil(
      'the new certificate to be refused',
      () =>
        cluster.inventory
          .state()
          .reason?.includes('its certificate is not trusted'),
      { withinMs: 60_000 },
    );
    await writeFile(caFile, real.controlPlane.ca);
    await real.workloads.pod('shop', 'after-rotation');
    await waitUntil(
      'the inventory to catch up',
      () =>
        cluster.inventory.state().state === 'ready' &&
        cluster.inventory.snapshot()?.pod('shop', 'after-rotation'),
      { withinMs: 60_000 },
    );
    expect(cluster.inventory.state().reason).toBeUndefined();
  });
});
