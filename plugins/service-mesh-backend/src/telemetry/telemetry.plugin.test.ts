import { metrics, trace } from '@opentelemetry/api';
import {
  PLATFORM,
  READER,
  STRANGER,
  VIDEO,
} from '../routes/__testUtils__/portal';
import { useDemoPortal } from '../routes/__testUtils__/demoPortal';
import { recordTelemetry } from './__testUtils__/recordTelemetry';

jest.setTimeout(60_000);

/** All that metrics and spans may say besides numbers. */
const ATTRIBUTES: Record<string, (value: unknown) => boolean> = {
  'service_mesh.cluster': value => value === 'east' || value === 'away',
  'service_mesh.source': value =>
    ['kubernetes', 'prometheus', 'proxy'].includes(`${value}`),
  'service_mesh.cache': value =>
    ['traffic', 'rules', 'history', 'gateways'].includes(`${value}`),
  'service_mesh.result': value =>
    ['hit', 'miss', 'shared', 'failed', 'sent', 'dropped'].includes(`${value}`),
  'error.type': value => /^[A-Za-z0-9_-]{1,60}$/.test(`${value}`),
};

describe('the plugin under OpenTelemetry', () => {
  const recorded = recordTelemetry();
  metrics.setGlobalMeterProvider(recorded.meters);
  trace.setGlobalTracerProvider(recorded.tracers);

  const portal = useDemoPortal({
    clusters: { east: { world: 'east', warmUpSeconds: 60 } },
    unreachable: ['away'],
  });

  afterAll(async () => {
    await recorded.stop();
    metrics.disable();
    trace.disable();
  });

  it('should tell of its clusters, questions, caches and taps, and of nobody', async () => {
    const stats = '/entities/component/default/videos-web/stats';
    await portal.get(stats, VIDEO).expect(200);
    await portal.get(stats, READER).expect(200);
    await portal.get('/clusters', PLATFORM).expect(200);
    await portal
      .get('/entities/component/default/videos-web/tap', STRANGER)
      .expect(403);

    const told = await recorded.metrics();
    const of = (name: string) =>
      (told.get(name) ?? []).map(({ attributes, value }) => ({
        ...attributes,
        value,
      }));
    expect(of('service_mesh.cluster.connected')).toEqual(
      expect.arrayContaining([
        { 'service_mesh.cluster': 'east', value: 1 },
        { 'service_mesh.cluster': 'away', value: 0 },
      ]),
    );
    const [age] = of('service_mesh.watch.age');
    expect(age.value).toBeGreaterThanOrEqual(0);
    expect(age.value).toBeLessThan(60);
    const asked = of('service_mesh.question.duration');
    expect(asked).toContainEqual(
      expect.objectContaining({
        'service_mesh.cluster': 'east',
        'service_mesh.source': 'proxy',
      }),
    );
    expect(asked).toContainEqual(
      expect.objectContaining({
        'service_mesh.cluster': 'away',
        'service_mesh.source': 'kubernetes',
        'error.type': 'ServiceUnavailableError',
      }),
    );
    const lookups = of('service_mesh.cache.lookups');
    for (const result of ['miss', 'hit']) {
      expect(lookups).toContainEqual(
        expect.objectContaining({
          'service_mesh.cache': 'traffic',
          'service_mesh.result': result,
        }),
      );
    }
    expect(of('service_mesh.tap.refusals')).toEqual([
      { 'error.type': 'NotAllowedError', value: 1 },
    ]);
    expect(of('service_mesh.tap.viewers')).toEqual([{ value: 0 }]);

    const attributes = [
      ...[...told.values()].flat().map(point => point.attributes),
      ...recorded.spans().map(span => span.attributes),
    ].flatMap(each => Object.entries(each));
    expect(attributes.length).toBeGreaterThan(20);
    for (const [name, value] of attributes) {
      expect([name, ATTRIBUTES[name]?.(value)]).toEqual([name, true]);
    }
    expect(new Set(recorded.spans().map(({ name }) => name))).toEqual(
      new Set(['ask kubernetes', 'ask prometheus', 'ask proxy']),
    );
  });
});
