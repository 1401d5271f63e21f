import { mockServices } from '@backstage/backend-test-utils';
import {
  ClusterRequest,
  Inventory,
  InventorySnapshot,
  MeshContext,
} from '@backstage-mesh/plugin-service-mesh-node';
import { parseAllDocuments } from 'yaml';
import { ClusterMetrics } from '../clusters';
import { readServiceMeshConfig } from '../config';
import { LinkerdProvider } from '../mesh/linkerd';
import { meshedPod, podSnapshot } from './__testUtils__/podSnapshot';
import {
  readAnswer,
  recordedList,
  recordedSnapshot,
  scriptedConnection,
} from './__testUtils__/recordedMesh';
import { ALLOWED } from './__testUtils__/recordedProxies';
import { openMetrics } from './openMetrics';

const DENIED = { status: 201, body: '{"status":{"allowed":false}}' };

let recorded: InventorySnapshot;

beforeAll(async () => {
  recorded = await recordedSnapshot();
});

/** Searches in the recorded cluster, whose viz admits nobody. */
async function search(
  options: {
    metrics?: object;
    snapshot?: InventorySnapshot;
    before?: ClusterMetrics;
    answer?: (
      request: ClusterRequest,
    ) => { status: number; body: string | Buffer } | undefined;
  } = {},
) {
  const snapshot = options.snapshot ?? recorded;
  const inventory: Inventory = {
    cluster: 'recorded',
    ready: async () => snapshot,
    snapshot: () => snapshot,
    state: () => ({ state: 'ready' }),
  };
  const connection = scriptedConnection(request => {
    const answered = options.answer?.(request);
    if (answered) {
      return answered;
    }
    if (request.path.endsWith('selfsubjectaccessreviews')) {
      return ALLOWED;
    }
    return request.path.includes('/services/')
      ? readAnswer('kubernetes/svcproxy-prometheus-denied-403.http')
      : recordedList(request) ?? { status: 404, body: '{}' };
  });
  const logger = mockServices.logger.mock();
  const context: MeshContext = { connection, inventory, logger };
  const provider = new LinkerdProvider();
  const installation = await provider.detect(context);
  const [config] = readServiceMeshConfig(
    mockServices.rootConfig({
      data: {
        serviceMesh: {
          clusters: [{ name: 'recorded', metrics: options.metrics ?? {} }],
        },
      },
    }),
  ).clusters;
  const found = await openMetrics({
    cluster: { name: 'recorded', config, connection, inventory },
    mesh: installation && provider.connect(context, installation),
    logger,
    before: options.before,
  });
  found.source?.close();
  return { ...found, connection, installation };
}

/** The recorded cluster, with an annotation on the namespace of viz. */
function annotated(value: string): InventorySnapshot {
  return {
    cluster: recorded.cluster,
    namespaces: () => recorded.namespaces(),
    namespace: name => ({
      name,
      labels: {},
      annotations: { 'viz.linkerd.io/external-prometheus': value },
    }),
    pod: (...of) => recorded.pod(...of),
    podByIp: ip => recorded.podByIp(ip),
    pods: namespace => recorded.pods(namespace),
    podsOf: (...of) => recorded.podsOf(...of),
    workload: ref => recorded.workload(ref),
    workloads: namespace => recorded.workloads(namespace),
    resolveOwner: (...of) => recorded.resolveOwner(...of),
    select: (...of) => recorded.select(...of),
    service: (...of) => recorded.service(...of),
    serviceByClusterIp: ip => recorded.serviceByClusterIp(ip),
  };
}

const PROMETHEUS_ANSWERS: Record<string, string> = {
  'time()': '{"resultType":"scalar","result":[1,"1"]}',
  'count(proxy_build_info{})':
    '{"resultType":"vector","result":[{"metric":{},"value":[1,"37"]}]}',
};

function prometheus(request: ClusterRequest) {
  if (!request.path.includes('/services/')) {
    return undefined;
  }
  const data =
    PROMETHEUS_ANSWERS[`${request.query?.query}`] ??
    '{"resultType":"vector","result":[]}';
  return { status: 200, body: `{"status":"success","data":${data}}` };
}

describe('LinkerdProvider', () => {
  it('finds the recorded installation', async () => {
    expect((await search()).installation).toEqual({
      mesh: 'linkerd',
      version: 'edge-26.8.3',
      controlPlaneNamespace: 'linkerd',
      systemNamespaces: ['linkerd', 'linkerd-viz'],
      clusterName: 'recorded',
    });
  });

  it('finds it by injected pods where the control plane is closed to the portal', async () => {
    const { installation } = await search({
      snapshot: podSnapshot([
        meshedPod('a', 'web', 1, {
          labels: { 'linkerd.io/control-plane-ns': 'mesh-system' },
          containers: [
            {
              name: 'linkerd-proxy',
              image: 'cr.l5d.io/linkerd/proxy:edge-26.8.3',
              init: true,
              ready: true,
              ports: [],
            },
          ],
        }),
      ]),
      answer: ({ path }) =>
        path.includes('/deployments') ? { status: 403, body: '{}' } : undefined,
    });
    expect(installation).toMatchObject({
      version: 'edge-26.8.3',
      controlPlaneNamespace: 'mesh-system',
    });
  });

  it('finds none where there is none', async () => {
    const { installation, steps, source } = await search({
      snapshot: podSnapshot([meshedPod('a', 'web', 1, { labels: {} })]),
      answer: () => ({ status: 404, body: '{}' }),
    });
    expect(installation).toBeUndefined();
    expect(source).toBeUndefined();
    expect(steps).toEqual([
      {
        step: 'configuration',
        outcome: 'skipped',
        reason: 'No mesh was found in this cluster',
      },
    ]);
  });
});

describe('openMetrics', () => {
  it('is to be asked again where a better way failed, and finds the same source then', async () => {
    const { source, steps, mayImprove } = await search();
    expect(mayImprove).toBe(true);
    const again = await search({ before: { source, steps } });
    expect(again.source).toBe(source);
    const better = await search({
      before: { source, steps },
      answer: prometheus,
    });
    expect(better.source?.kind).toBe('prometheus');
    expect(better.mayImprove).toBeUndefined();
    const { source: known } = better;
    const same = await search({
      before: { source: known, steps },
      answer: prometheus,
    });
    expect(same.source).toBe(known);
  });

  it('is not to be asked again where the configuration leaves no choice', async () => {
    const { source, mayImprove } = await search({
      metrics: { source: 'proxies' },
    });
    expect(source?.kind).toBe('proxies');
    expect(mayImprove).toBeUndefined();
  });

  it('comes to the proxies where viz admits nobody, and brings what would open each way', async () => {
    const { source, steps } = await search();
    expect(source?.kind).toBe('proxies');
    expect(steps).toEqual([
      {
        step: 'configuration',
        outcome: 'skipped',
        reason: expect.stringContaining('names no Prometheus'),
      },
      {
        step: 'annotation',
        outcome: 'skipped',
        reason: expect.stringContaining(
          'no annotation viz.linkerd.io/external-prometheus',
        ),
      },
      {
        step: 'viz-service',
        outcome: 'failed',
        reason: expect.stringContaining('HTTP status 403'),
        manifest: expect.any(String),
      },
      { step: 'proxies', outcome: 'used' },
    ]);
    const documents = parseAllDocuments(steps[2].manifest!);
    expect(documents.map(document => document.get('kind'))).toEqual([
      'AuthorizationPolicy',
      'NetworkAuthentication',
      'Role',
    ]);
    expect(documents.flatMap(({ errors }) => errors)).toEqual([]);
  });

  it('uses the Prometheus of viz where it answers', async () => {
    const { source, steps, connection } = await search({ answer: prometheus });
    expect(source?.kind).toBe('prometheus');
    expect(steps.at(-1)).toEqual({ step: 'viz-service', outcome: 'used' });
    expect(connection.asked.at(-1)!.path).toBe(
      '/api/v1/namespaces/linkerd-viz/services/prometheus%3A9090/proxy/api/v1/query',
    );
  });

  it.each([
    [
      'http://prom.monitoring.svc.cluster.local:9091/base/',
      'prom%3A9091/proxy/base',
    ],
    ['https://prom.monitoring.svc', 'https%3Aprom%3A443/proxy'],
  ])('reaches %s through the API server', async (url, service) => {
    const { steps, connection } = await search({
      snapshot: annotated(url),
      answer: prometheus,
    });
    expect(steps.at(-1)).toEqual({ step: 'annotation', outcome: 'used' });
    expect(connection.asked.at(-1)!.path).toBe(
      `/api/v1/namespaces/monitoring/services/${service}/api/v1/query`,
    );
  });

  it.each(['file:///etc/passwd', 'data:,x', 'prometheus'])(
    'does not follow the annotation %s',
    async url => {
      const { steps, source } = await search({ snapshot: annotated(url) });
      expect(steps[1]).toEqual({
        step: 'annotation',
        outcome: 'failed',
        reason: `${JSON.stringify(url)} is no URL of a Prometheus`,
      });
      expect(source?.kind).toBe('proxies');
    },
  );

  it('says that a Prometheus knows no proxy', async () => {
    const { steps } = await search({
      answer: request =>
        prometheus(
          request.query?.query === 'count(proxy_build_info{})'
            ? { ...request, query: { query: 'nothing' } }
            : request,
        ),
    });
    expect(steps[2]).toMatchObject({
      step: 'viz-service',
      outcome: 'failed',
      reason: expect.stringContaining('knows no proxy of the mesh'),
    });
  });

  it('says what to allow where the proxies may not be read', async () => {
    const { source, steps } = await search({
      answer: ({ path }) =>
        path.endsWith('selfsubjectaccessreviews') ? DENIED : undefined,
    });
    expect(source).toBeUndefined();
    expect(steps.at(-1)).toEqual({
      step: 'proxies',
      outcome: 'failed',
      reason: "The portal's account may not get pods/proxy in this cluster",
      manifest: expect.stringContaining('resources: [pods/proxy]'),
    });
  });

  it('does not read proxies that are too many', async () => {
    const pods = Array.from({ length: 201 }, (_, i) => meshedPod('a', 'w', i));
    const { source, steps } = await search({ snapshot: podSnapshot(pods) });
    expect(source).toBeUndefined();
    expect(steps.at(-1)).toEqual({
      step: 'proxies',
      outcome: 'failed',
      reason: expect.stringContaining('201 proxies, more than the 200'),
    });
  });

  it.each([
    ['none', undefined, ['configuration']],
    ['proxies', 'proxies', ['proxies']],
  ])('keeps to the source %s', async (source, kind, tried) => {
    const found = await search({ metrics: { source } });
    expect(found.source?.kind).toBe(kind);
    expect(found.steps.map(({ step }) => step)).toEqual(tried);
  });

  it('looks nowhere else where the configuration wants its Prometheus', async () => {
    const { source, steps } = await search({
      metrics: {
        source: 'prometheus',
        prometheus: { url: 'http://127.0.0.1:9' },
      },
    });
    expect(source).toBeUndefined();
    expect(steps.map(({ step, outcome }) => [step, outcome])).toEqual([
      ['configuration', 'failed'],
    ]);
  });

  it('says why the configured Prometheus can not be used, and goes on', async () => {
    const { source, steps } = await search({
      metrics: { prometheus: { url: 'http://127.0.0.1:9' } },
    });
    expect(steps[0]).toMatchObject({
      step: 'configuration',
      outcome: 'failed',
      reason: expect.stringContaining(
        'Prometheus at http://127.0.0.1:9 can not be used: ',
      ),
    });
    expect(source?.kind).toBe('proxies');
  });
});
