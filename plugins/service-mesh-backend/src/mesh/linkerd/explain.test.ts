import {
  InventorySnapshot,
  MetricsSource,
  SeriesQuery,
} from '@backstage-mesh/plugin-service-mesh-node';
import {
  ExplainedSubject,
  NumberExplanation,
} from '@backstage-mesh/plugin-service-mesh-common';
import { recordedSnapshot } from '../../metrics/__testUtils__/recordedMesh';
import { buildPromql } from '../../metrics/prometheus/promql';
import { LinkerdMesh } from './LinkerdMesh';
import { meshWith, recordedObjects } from './rules/__testUtils__/recordedRules';

const WORKLOAD = {
  cluster: 'recorded',
  namespace: 'video',
  kind: 'Deployment',
  name: 'videos-web',
};
const SCOPE = { workloads: [WORKLOAD] };

/** A source that writes down what it is asked. */
class ListeningSource implements MetricsSource {
  readonly kind = 'prometheus';
  readonly description = 'a listener';
  readonly heard = new Set<string>();

  describe(query: SeriesQuery, windowSeconds: number): string {
    return buildPromql(query, windowSeconds, { matchers: {}, labels: {} });
  }

  async query(
    queries: readonly SeriesQuery[],
    { windowSeconds }: { windowSeconds: number },
  ) {
    queries.forEach(query =>
      this.heard.add(this.describe(query, windowSeconds)),
    );
    return {
      results: queries.map(() => []),
      windowSeconds,
      measuredAt: 0,
      warnings: [],
    };
  }

  queryRange(): Promise<never> {
    throw new Error('is not asked');
  }

  scrapeIntervalSeconds() {
    return 10;
  }

  close() {}
}

describe('explain', () => {
  let snapshot: InventorySnapshot;
  let mesh: LinkerdMesh;
  let metrics: ListeningSource;
  let numbers: readonly NumberExplanation[];

  beforeAll(async () => {
    snapshot = await recordedSnapshot();
    mesh = meshWith(snapshot, recordedObjects);
    metrics = new ListeningSource();
    numbers = mesh.explain({
      metrics,
      snapshot,
      windowSeconds: 60,
      scope: SCOPE,
    });
  });

  const explained = (
    number: NumberExplanation['number'],
    subject: ExplainedSubject,
  ) => {
    const found = numbers.filter(
      row => row.number === number && row.subject === subject,
    );
    expect(found).toHaveLength(1);
    return found[0];
  };

  it('should explain with nothing but what is asked', async () => {
    const asked = { metrics, snapshot, windowSeconds: 60 };
    for (const part of ['counts', 'latency'] as const) {
      await mesh.traffic({ ...asked, part, scope: SCOPE });
      await mesh.traffic({
        ...asked,
        part,
        scope: SCOPE,
        byPod: true,
        inboundOnly: true,
      });
    }
    await mesh.traffic({ ...asked, part: 'counts' });
    await mesh.rules({ ...asked, scope: SCOPE });
    const queries = new Set(numbers.flatMap(row => row.queries));
    expect(queries.size).toBeGreaterThan(40);
    expect([...queries].filter(query => !metrics.heard.has(query))).toEqual([]);
  });

  it('should explain each number of each subject once', () => {
    const keys = numbers.map(({ number, subject }) => `${number} ${subject}`);
    expect(new Set(keys).size).toBe(keys.length);
    for (const subject of ['workload', 'pod', 'inbound', 'outbound'] as const) {
      for (const number of [
        'requests',
        'success',
        'failures',
        'denied',
        'latency',
        'connections',
        'bytes',
        'mtls',
      ] as const) {
        const { queries, formula } = explained(number, subject);
        expect(queries.length).toBeGreaterThan(0);
        expect(formula).toMatch(/\.$/);
      }
    }
    for (const subject of ['inbound', 'outbound'] as const) {
      expect(explained('routes', subject).queries).not.toEqual([]);
      expect(explained('splits', subject).queries).not.toEqual([]);
      expect(explained('timeLimit', subject).formula).toContain('timeout');
    }
    const admitted = explained('allowed', 'inbound').queries;
    expect(admitted.join()).toContain('inbound_http_authz_allow_total');
    expect(admitted.join()).not.toContain('deny');
  });

  it('should ask about the workload, and nobody else', () => {
    const pods = snapshot.podsOf(WORKLOAD).map(({ name }) => name);
    expect(pods).toHaveLength(2);
    for (const { number, subject, queries } of numbers) {
      const isElsewhere =
        (number === 'denied' && subject === 'outbound') ||
        // Those who call a Service that the workload is behind.
        number === 'splits';
      const others = isElsewhere
        ? []
        : queries.filter(query => !pods.every(pod => query.includes(pod)));
      expect([number, subject, others]).toEqual([number, subject, []]);
    }
  });

  it('should tell the metrics that a number is made of', () => {
    const metricsOf = ({ queries }: NumberExplanation) => [
      ...new Set(queries.map(query => /([a-z_]+)\{/.exec(query)?.[1])),
    ];
    expect(metricsOf(explained('requests', 'workload'))).toEqual([
      'request_total',
    ]);
    expect(metricsOf(explained('success', 'workload'))).toEqual([
      'response_total',
    ]);
    expect(metricsOf(explained('success', 'outbound'))).toEqual(
      expect.arrayContaining([
        'response_total',
        'outbound_http_route_request_statuses_total',
        'outbound_http_route_retry_requests_total',
        'route_response_total',
      ]),
    );
    expect(metricsOf(explained('latency', 'pod'))).toEqual([
      'response_latency_ms_bucket',
    ]);
    expect(metricsOf(explained('latency', 'inbound'))).toEqual(
      expect.arrayContaining([
        'response_latency_ms_bucket',
        'response_latency_ms_sum',
      ]),
    );
    expect(explained('meshed', 'workload').queries).toEqual([]);
  });

  it('should say what is left out', () => {
    const { leftOut } = explained('requests', 'workload');
    expect(leftOut.join(' ')).toMatch(/4191.*probe.*linkerd, linkerd-viz/);
    expect(explained('success', 'inbound').leftOut.join(' ')).toContain('40 s');
    expect(
      explained('connections', 'workload').leftOut.join(' '),
    ).not.toContain('probe"');
  });
});
