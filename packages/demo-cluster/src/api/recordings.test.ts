import { startDemoCluster, type DemoCluster } from '../index';
import { podOf, TestClient } from '../__testUtils__/client';
import { recordedAnswer } from '../__testUtils__/recordings';

jest.setTimeout(60_000);

const SERVER_HEADERS = [
  'content-type',
  'x-content-type-options',
  'retry-after',
];

interface Case {
  file: string;
  user: 'admin' | 'alice' | 'bob' | 'nobody' | 'bad token';
  path: (names: Names) => string;
  headers?: Record<string, string>;
  body?: object;
}

/** Names that a recording has, and those of the same things here. */
type Names = Record<'web' | 'ingress' | 'gone' | 'hang' | 'quiet', string>;

const RECORDED: Names = {
  web: 'videos-web-5f7d65978b-m4wnj',
  ingress: 'ingress-84987cbc8f-vlz82',
  gone: 'ghost-gone-67d89f4b44-qn5tw',
  hang: 'ghost-hang-64b8886c96-g7zzp',
  quiet: 'quiet-5cbb5dc7d4-2knsf',
};

const tapReview = {
  spec: {
    resourceAttributes: {
      group: 'tap.linkerd.io',
      version: 'v1alpha1',
      verb: 'watch',
      namespace: 'video',
      resource: 'deployments',
      subresource: 'tap',
      name: 'videos-web',
    },
  },
};

const review = (resourceAttributes: object) => ({
  spec: { resourceAttributes },
});

const SSAR = () => '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
const pods = () => '/api/v1/namespaces/video/pods';

const cases: Case[] = [
  { file: '401-bad-token.http', user: 'bad token', path: pods },
  { file: '403-anonymous.http', user: 'nobody', path: pods },
  { file: '403-list-pods.http', user: 'bob', path: pods },
  { file: '403-list-all-pods.http', user: 'bob', path: () => '/api/v1/pods' },
  {
    file: '403-watch.http',
    user: 'bob',
    path: () => '/apis/apps/v1/deployments?watch=1',
  },
  {
    file: '403-impersonate.http',
    user: 'bob',
    path: pods,
    headers: { 'Impersonate-User': 'alice' },
  },
  {
    file: '200-impersonate-403.http',
    user: 'admin',
    path: pods,
    headers: { 'Impersonate-User': 'bob', 'Impersonate-Group': 'viewers' },
  },
  {
    file: '404-pod.http',
    user: 'admin',
    path: () => '/api/v1/namespaces/video/pods/nope',
  },
  {
    file: '404-no-crd.http',
    user: 'admin',
    path: () => '/apis/argoproj.io/v1alpha1/rollouts',
  },
  {
    file: 'podproxy-403.http',
    user: 'bob',
    path: ({ web }) =>
      `/api/v1/namespaces/video/pods/${web}:4191/proxy/metrics`,
  },
  {
    file: 'podproxy-404-pod.http',
    user: 'admin',
    path: () => '/api/v1/namespaces/video/pods/nope:4191/proxy/metrics',
  },
  {
    file: 'podproxy-unmeshed-refused.http',
    user: 'admin',
    path: ({ ingress }) =>
      `/api/v1/namespaces/ingress/pods/${ingress}:4191/proxy/metrics`,
  },
  {
    file: 'podproxy-gone-unreachable.http',
    user: 'admin',
    path: ({ gone }) =>
      `/api/v1/namespaces/ops/pods/${gone}:4191/proxy/metrics`,
  },
  {
    file: 'podproxy-hang.http',
    user: 'admin',
    path: ({ hang }) =>
      `/api/v1/namespaces/ops/pods/${hang}:4191/proxy/metrics`,
  },
  {
    file: 'podproxy-no-port-default.http',
    user: 'admin',
    path: ({ web }) => `/api/v1/namespaces/video/pods/${web}/proxy/metrics`,
  },
  {
    file: 'podproxy-ready.http',
    user: 'admin',
    path: ({ web }) => `/api/v1/namespaces/video/pods/${web}:4191/proxy/ready`,
  },
  {
    file: 'podproxy-app-through-inbound-proxy.http',
    user: 'admin',
    path: ({ quiet }) => `/api/v1/namespaces/video/pods/${quiet}:8080/proxy/`,
  },
  {
    file: 'svcproxy-prometheus-denied-403.http',
    user: 'admin',
    path: () =>
      '/api/v1/namespaces/linkerd-viz/services/prometheus:9090/proxy/api/v1/query?query=up',
  },
  {
    file: 'svcproxy-metrics-api.http',
    user: 'admin',
    path: () =>
      '/api/v1/namespaces/linkerd-viz/services/metrics-api:8085/proxy/',
  },
  {
    file: 'svcproxy-no-endpoints-503.http',
    user: 'admin',
    path: () => '/api/v1/namespaces/ops/services/nowhere:8080/proxy/',
  },
  {
    file: 'ssar-tap-deploy-allowed.http',
    user: 'alice',
    path: SSAR,
    body: tapReview,
  },
  {
    file: 'ssar-as-impersonated.http',
    user: 'admin',
    path: SSAR,
    headers: { 'Impersonate-User': 'alice' },
    body: tapReview,
  },
  {
    file: 'ssar-tap-deploy-denied.http',
    user: 'bob',
    path: SSAR,
    body: tapReview,
  },
  {
    file: 'ssar-tap-namespace-denied.http',
    user: 'alice',
    path: SSAR,
    body: review({
      group: 'tap.linkerd.io',
      version: 'v1alpha1',
      verb: 'watch',
      namespace: 'video',
      resource: 'tap',
    }),
  },
  {
    file: 'ssar-tap-no-subresource.http',
    user: 'alice',
    path: SSAR,
    body: review({
      group: 'tap.linkerd.io',
      version: 'v1alpha1',
      verb: 'watch',
      namespace: 'video',
      resource: 'deployments',
    }),
  },
  {
    file: 'ssar-pods-list-denied.http',
    user: 'bob',
    path: SSAR,
    body: review({ verb: 'list', resource: 'pods', namespace: 'video' }),
  },
  {
    file: 'list-too-old-exact.http.gz',
    user: 'admin',
    path: () =>
      '/api/v1/namespaces/video/pods?resourceVersion=1&resourceVersionMatch=Exact',
  },
];

/** JSON as an object without what a server notes for itself, else the text. */
function readable(body: string): unknown {
  if (!body.startsWith('{')) {
    return body;
  }
  const value = JSON.parse(body);
  if (value.metadata?.managedFields) {
    delete value.metadata.managedFields;
  }
  return value;
}

describe('answers of the API server', () => {
  let cluster: DemoCluster;
  let names: Names;

  beforeAll(async () => {
    cluster = await startDemoCluster({
      world: 'east',
      speed: 0,
      dialTimeoutMs: 50,
    });
    names = {
      web: podOf(cluster, 'video', 'videos-web').metadata.name,
      ingress: podOf(cluster, 'ingress', 'ingress').metadata.name,
      gone: podOf(cluster, 'ops', 'ghost-gone').metadata.name,
      hang: podOf(cluster, 'ops', 'ghost-hang').metadata.name,
      quiet: podOf(cluster, 'video', 'quiet').metadata.name,
    };
  });

  afterAll(() => cluster.close());

  /** Speaks of our pods as the recording speaks of its own. */
  function translated(body: string): string {
    let text = body;
    for (const key of Object.keys(names) as (keyof Names)[]) {
      text = text.replaceAll(names[key], RECORDED[key]);
    }
    // Which address a pod has is no matter of shape.
    return text.replace(/dial tcp [\d.]+:/g, 'dial tcp ADDRESS:');
  }

  const tokens: Record<Case['user'], string | undefined> = {
    admin: 'demo-admin',
    alice: 'demo-alice',
    bob: 'demo-bob',
    nobody: undefined,
    'bad token': 'not-a-token',
  };

  it.each(cases)('$file', async ({ file, user, path, headers, body }) => {
    const recorded = recordedAnswer(file);
    // An explicit undefined would mean the default.
    const client =
      user === 'nobody'
        ? new TestClient(cluster, '')
        : new TestClient(cluster, tokens[user]);
    const answer = body
      ? await client.post(path(names), body, headers)
      : await client.get(path(names), headers);
    expect(answer.status).toBe(recorded.status);
    expect(readable(translated(answer.body))).toEqual(
      readable(translated(recorded.body)),
    );
    for (const header of SERVER_HEADERS) {
      expect(`${header}: ${answer.headers.get(header)}`).toBe(
        `${header}: ${recorded.headers[header] ?? null}`,
      );
    }
  });

  it('waits for a version that is not there yet, then answers 504', async () => {
    const recorded = recordedAnswer('list-future-rv.http.gz');
    const current = cluster.store.resourceVersion;
    const answer = await new TestClient(cluster).get(
      '/api/v1/namespaces/video/pods?resourceVersion=999999999',
    );
    expect(answer.status).toBe(recorded.status);
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(JSON.parse(answer.body)).toEqual(
      JSON.parse(recorded.body.replace('current: 5986', `current: ${current}`)),
    );
  });

  it('lists a namespace that does not exist as empty', async () => {
    const recorded = JSON.parse(recordedAnswer('404-namespace-list.http').body);
    const answer = await new TestClient(cluster).list(
      '/api/v1/namespaces/nons/pods',
    );
    expect(answer).toEqual({
      ...recorded,
      metadata: { resourceVersion: String(cluster.store.resourceVersion) },
    });
  });

  it('turns away a host that the dashboard does not know', async () => {
    const recorded = recordedAnswer('svcproxy-web-host-check.http');
    const { hostname, port } = new URL(cluster.url);
    const answer = await new Promise<{ status?: number; body: string }>(
      (resolve, reject) => {
        // fetch does not let anybody choose the Host.
        require('node:http')
          .get(
            {
              hostname,
              port,
              path: '/api/v1/namespaces/linkerd-viz/services/web:8084/proxy/api/version',
              headers: {
                host: 'kubernetes',
                authorization: 'Bearer demo-admin',
              },
            },
            (response: import('node:http').IncomingMessage) => {
              let body = '';
              response.on('data', chunk => {
                body += chunk;
              });
              response.on('end', () =>
                resolve({ status: response.statusCode, body }),
              );
            },
          )
          .on('error', reject);
      },
    );
    expect(answer).toEqual({ status: recorded.status, body: recorded.body });
  });

  it('says what version it is, in the recorded words', async () => {
    const recorded = JSON.parse(recordedAnswer('version.http').body);
    const answer = JSON.parse(
      (await new TestClient(cluster).get('/version')).body,
    );
    expect(Object.keys(answer)).toEqual(Object.keys(recorded));
    expect(answer.gitVersion).toBe(recorded.gitVersion);
  });
});
