import { NotFoundError } from '@backstage/errors';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { PrometheusError } from '../metrics/prometheus';
import {
  RecordedTelemetry,
  recordTelemetry,
} from './__testUtils__/recordTelemetry';
import { measuredConnection } from './measuredConnection';
import { Telemetry } from './Telemetry';

describe('Telemetry', () => {
  let recorded: RecordedTelemetry;
  let telemetry: Telemetry;

  beforeEach(() => {
    recorded = recordTelemetry();
    telemetry = new Telemetry(
      recorded.meters.getMeter('test'),
      recorded.tracers.getTracer('test'),
    );
  });

  afterEach(() => recorded.stop());

  const points = async (name: string) =>
    ((await recorded.metrics()).get(name) ?? []).map(
      ({ attributes, value }) => ({ attributes, value }),
    );

  it('should trace and time each question', async () => {
    await telemetry.question(
      { cluster: 'east', source: 'prometheus' },
      async () => 'an answer',
    );
    const [span] = recorded.spans();
    expect(span).toMatchObject({
      name: 'ask prometheus',
      kind: SpanKind.CLIENT,
      attributes: {
        'service_mesh.cluster': 'east',
        'service_mesh.source': 'prometheus',
      },
      status: { code: SpanStatusCode.UNSET },
    });
    expect(await points('service_mesh.question.duration')).toEqual([
      {
        attributes: {
          'service_mesh.cluster': 'east',
          'service_mesh.source': 'prometheus',
        },
        value: expect.objectContaining({ count: 1 }),
      },
    ]);
  });

  it.each<[string, unknown, string]>([
    [
      'a Prometheus that refuses',
      new PrometheusError('refused', 'the token of alice is no good'),
      'refused',
    ],
    [
      'an API server that answers with a status',
      Object.assign(new Error('pods "web" is forbidden'), { status: 403 }),
      '403',
    ],
    [
      'an error with a name',
      new NotFoundError('no such workload'),
      'NotFoundError',
    ],
    [
      'an error with a strange name',
      Object.assign(new Error(), { name: 'alice@example.com' }),
      '_OTHER',
    ],
    ['what is no error', 'alice', '_OTHER'],
  ])(
    'should tell the kind of what went wrong, and no more: %s',
    async (_, thrown, type) => {
      await expect(
        telemetry.question({ cluster: 'east', source: 'kubernetes' }, () =>
          Promise.reject(thrown),
        ),
      ).rejects.toBe(thrown);
      const [span] = recorded.spans();
      expect(span.status).toEqual({
        code: SpanStatusCode.ERROR,
        message: type,
      });
      expect(span.events).toEqual([]);
      const [point] = await points('service_mesh.question.duration');
      expect(point.attributes).toMatchObject({ 'error.type': type });
    },
  );

  it('should tell questions to proxies from others, and count those to a Prometheus behind the API server once', async () => {
    const request = jest.fn(async () => ({ status: 200 } as any));
    const connection = measuredConnection(
      { name: 'east', request, json: async () => ({} as any) },
      telemetry,
    );
    await connection.request({ path: '/api/v1/namespaces/a/pods' });
    await connection.request({
      path: '/api/v1/namespaces/a/pods/web:4191/proxy/metrics',
    });
    await connection.request({
      path: '/api/v1/namespaces/a/services/prometheus:9090/proxy/api/v1/query',
    });
    await connection.json({ path: '/version' });
    expect(request).toHaveBeenCalledTimes(3);
    expect(recorded.spans().map(({ name }) => name)).toEqual([
      'ask kubernetes',
      'ask proxy',
      'ask kubernetes',
    ]);
  });

  it('should count a refused question as one that failed', async () => {
    const connection = measuredConnection(
      {
        name: 'east',
        request: async () => ({ status: 503 } as any),
        json: async () => ({} as any),
      },
      telemetry,
    );
    await connection.request({ path: '/api/v1/pods' });
    expect(recorded.spans()[0].attributes).toMatchObject({
      'error.type': '503',
    });
  });

  it('should tell what is there when somebody reads the metrics, until it ends', async () => {
    let connected = true;
    const sharing = jest.fn(() => undefined);
    const end = telemetry.observe({
      clusters: () => [
        {
          name: 'east',
          connected,
          watchAgeSeconds: 12,
          circuits: { prometheus: true, proxy: false },
        },
        {
          name: 'west',
          connected: false,
          circuits: { prometheus: false, proxy: false },
        },
      ],
      taps: () => ({
        openByCluster: new Map([['east', 2]]),
        viewers: 5,
        sent: 100,
        dropped: 7,
      }),
      sharing,
    });
    const east = { 'service_mesh.cluster': 'east' };
    const west = { 'service_mesh.cluster': 'west' };
    expect(await points('service_mesh.cluster.connected')).toEqual([
      { attributes: east, value: 1 },
      { attributes: west, value: 0 },
    ]);
    connected = false;
    expect(await points('service_mesh.cluster.connected')).toEqual([
      { attributes: east, value: 0 },
      { attributes: west, value: 0 },
    ]);
    expect(await points('service_mesh.watch.age')).toEqual([
      { attributes: east, value: 12 },
    ]);
    expect(await points('service_mesh.circuit.open')).toContainEqual({
      attributes: { ...east, 'service_mesh.source': 'prometheus' },
      value: 1,
    });
    expect(await points('service_mesh.tap.open')).toEqual([
      { attributes: east, value: 2 },
    ]);
    expect(await points('service_mesh.tap.viewers')).toEqual([
      { attributes: {}, value: 5 },
    ]);
    expect(await points('service_mesh.tap.events')).toEqual([
      { attributes: { 'service_mesh.result': 'sent' }, value: 100 },
      { attributes: { 'service_mesh.result': 'dropped' }, value: 7 },
    ]);
    expect(await points('service_mesh.sharing.active')).toEqual([]);
    end();
    sharing.mockClear();
    await recorded.metrics();
    expect(sharing).not.toHaveBeenCalled();
  });
});
