import type { TestBackend } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import { startDemoCluster, type DemoCluster } from 'demo-cluster';
import { parseAllDocuments } from 'yaml';
import {
  as,
  openEventStream,
  PLATFORM,
  startPortal,
  VIDEO,
} from '../portal/insides';
import { describeWith } from '../programs/describeWith';
import { waitUntil } from '../programs/waitUntil';
import { missingKubernetes } from './binaries';
import { TOKENS } from './ControlPlane';
import { KubernetesApi, type ApiObject } from './KubernetesApi';
import { grant, serviceAccountToken } from './rights';
import { TapExtension } from './TapExtension';
import { useRealCluster } from './useRealCluster';

jest.setTimeout(180_000);

const missing = missingKubernetes();

const LOGIN = 'example.com/login';
const REVIEWS = '/apis/authorization.k8s.io/v1/subjectaccessreviews';
const TAP = '/apis/tap.linkerd.io/v1alpha1/watch/namespaces';

/** A user of the catalog, and who that is in Kubernetes. */
const user = (name: string, login: string) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'User',
  metadata: { name, annotations: { [LOGIN]: login } },
  spec: {},
});

describeWith(missing, 'an account with what the manifests give', () => {
  const real = useRealCluster('manifests');
  let demo: DemoCluster;
  let extension: TapExtension;

  beforeAll(async () => {
    demo = await startDemoCluster({ world: 'east' });
    real.closeAfterSuite(() => demo.close());
    extension = await TapExtension.install(real, demo);
    real.closeAfterSuite(() => extension.close());
    await real.workloads.namespace('backstage');
    await real.workloads.namespace('shop');
    await real.workloads.pod('shop', 'till-1');
    await grant(real.api, {
      name: 'alice-tap',
      namespace: 'video',
      to: { kind: 'User', name: TOKENS.alice.user },
      rules: [
        {
          apiGroups: ['tap.linkerd.io'],
          resources: ['deployments/tap'],
          verbs: ['watch'],
        },
      ],
    });
  });

  const urlOf = (portal: TestBackend, path: string) =>
    `http://127.0.0.1:${portal.server.port()}/api/service-mesh${path}`;

  const get = (portal: TestBackend, path: string) =>
    fetch(urlOf(portal, path), { headers: { Authorization: as(PLATFORM) } });

  /** A portal whose account got exactly what the portal itself says that it needs. */
  async function startWith(name: string, cluster: JsonObject) {
    const token = await serviceAccountToken(real.api, 'backstage', name);
    const portal = await startPortal(
      {
        kubernetes: {
          clusterLocatorMethods: [
            {
              type: 'config',
              clusters: [
                {
                  name: 'real',
                  url: real.controlPlane.url,
                  caData: Buffer.from(real.controlPlane.ca).toString('base64'),
                  authProvider: 'serviceAccount',
                  serviceAccountToken: token,
                },
              ],
            },
          ],
        },
        serviceMesh: { clusters: [{ name: 'real', ...cluster }] },
      },
      [user('video', TOKENS.alice.user), user('platform', TOKENS.nobody.user)],
    );
    const account = new KubernetesApi(
      real.controlPlane.url,
      real.controlPlane.ca,
      token,
    );
    real.closeAfterTest(
      () => account.close(),
      () => portal.stop(),
    );
    const manifests = await get(
      portal,
      `/clusters/real/manifests?account=backstage:${name}`,
    );
    const objects = parseAllDocuments(await manifests.text()).flatMap(
      document => (document.toJS() as ApiObject | null) ?? [],
    );
    for (const object of objects) {
      await apply(object);
    }
    return { portal, account };
  }

  async function apply(object: ApiObject): Promise<void> {
    const { namespace } = object.metadata;
    const scope = namespace === undefined ? '' : `/namespaces/${namespace}`;
    const path = `/apis/rbac.authorization.k8s.io/v1${scope}/${object.kind.toLowerCase()}s`;
    await real.api.create(path, object);
    real.closeAfterTest(() =>
      real.api.delete(`${path}/${object.metadata.name}`),
    );
  }

  const tap = (portal: TestBackend, who: string, namespace = 'video') =>
    openEventStream(
      urlOf(
        portal,
        `/clusters/real/namespaces/${namespace}/tap?resource_type=deployment&resource_name=videos-web`,
      ),
      { Authorization: as(who) },
    );

  async function statuses(
    account: KubernetesApi,
    requests: readonly [method: string, path: string, body?: object][],
  ): Promise<[string, number][]> {
    const answers: [string, number][] = [];
    for (const [method, path, body] of requests) {
      const { status } = await account.send(method, path, body);
      answers.push([`${method} ${path}`, status]);
    }
    return answers;
  }

  const refused = (requests: readonly [string, string, object?][]) =>
    requests.map(([method, path]) => [`${method} ${path}`, 403]);

  /** The workloads that the portal sees. */
  async function namesIn(portal: TestBackend): Promise<string[] | undefined> {
    const answer = await get(portal, '/clusters/real/topology?window=1m');
    if (answer.status !== 200) {
      return undefined;
    }
    const { nodes }: { nodes: { namespace?: string; name?: string }[] } =
      await answer.json();
    return nodes.map(node => `${node.namespace}/${node.name}`);
  }

  it('works in one namespace with Roles alone, taps, and opens nothing else', async () => {
    const { portal, account } = await startWith('restricted', {
      namespaces: { include: ['video'] },
      metrics: { source: 'none' },
    });
    const names = await waitUntil('the inventory', () => namesIn(portal), {
      withinMs: 90_000,
      everyMs: 500,
    });
    expect(names).toContain('video/videos-web');
    const stream = await tap(portal, PLATFORM);
    await stream.waitFor(({ type }) => type === 'tap', 10_000);
    stream.close();

    const pod = '/api/v1/namespaces/video/pods/any';
    const others: [string, string, object?][] = [
      ['GET', '/api/v1/pods'],
      ['GET', '/api/v1/namespaces'],
      ['GET', '/api/v1/namespaces/shop/pods'],
      ['GET', '/api/v1/namespaces/video/secrets'],
      ['GET', '/api/v1/namespaces/video/configmaps'],
      ['GET', `${pod}/log`],
      ['GET', `${pod}:4191/proxy/metrics`],
      ['POST', `${pod}/exec`],
      ['DELETE', pod],
      ['GET', '/api/v1/namespaces/video/services/prometheus:9090/proxy/'],
      ['POST', `${TAP}/shop/deployments/any/tap`],
      ['POST', REVIEWS, review('alice')],
    ];
    expect(await statuses(account, others)).toEqual(refused(others));
  });

  it('taps as the signed-in user, whom alone Kubernetes decides about', async () => {
    const { portal, account } = await startWith('as-user', {
      namespaces: { include: ['video'] },
      metrics: { source: 'none' },
      tap: {
        identity: 'user',
        impersonation: { user: `{annotation:${LOGIN}}` },
      },
    });
    await waitUntil('the inventory', () => namesIn(portal), {
      withinMs: 90_000,
      everyMs: 500,
    });
    const stream = await tap(portal, VIDEO);
    await stream.waitFor(({ type }) => type === 'tap', 10_000);

    const nobody = await tap(portal, PLATFORM);
    await nobody.ended;
    expect(nobody.status).toBe(403);
    expect(nobody.text()).toContain(
      'the user \\"nobody\\" lacks the verb watch on deployments/tap (tap.linkerd.io) in the namespace video',
    );

    await real.api.delete(
      '/apis/rbac.authorization.k8s.io/v1/namespaces/video/rolebindings/alice-tap',
    );
    const again = await waitUntil('the right to be gone', async () => {
      const refusedStream = await tap(portal, VIDEO);
      refusedStream.close();
      return refusedStream.status === 403;
    });
    expect(again).toBe(true);
    stream.close();

    const own: [string, string, object?][] = [
      ['POST', `${TAP}/video/deployments/videos-web/tap`],
    ];
    expect(await statuses(account, own)).toEqual(refused(own));
    expect(
      await actAs(account, { user: TOKENS.alice.user, groups: [] }),
    ).not.toContain('cannot impersonate');
    for (const [actor, what] of [
      [{ user: TOKENS.admin.user, groups: [] }, 'users'],
      [{ user: TOKENS.alice.user, groups: ['system:masters'] }, 'groups'],
    ] as const) {
      expect(await actAs(account, actor)).toContain(
        `cannot impersonate resource \\"${what}\\"`,
      );
    }
  });

  function review(name: string): object {
    return {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SubjectAccessReview',
      metadata: {},
      spec: {
        user: name,
        resourceAttributes: { verb: 'get', resource: 'pods' },
      },
    };
  }

  /** What the API server answers somebody else on behalf of whom the account asks. */
  async function actAs(
    account: KubernetesApi,
    actor: { user: string; groups: readonly string[] },
  ): Promise<string> {
    const { body } = await account.send(
      'GET',
      '/api/v1/namespaces/shop/secrets',
      undefined,
      undefined,
      {
        'Impersonate-User': actor.user,
        ...(actor.groups.length > 0 && {
          'Impersonate-Group': actor.groups[0],
        }),
      },
    );
    return body;
  }
});
