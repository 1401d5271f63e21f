import {
  MetricsSource,
  Sample,
  SeriesQuery,
} from '@backstage-mesh/plugin-service-mesh-node';
import { compileMatchers, Grouping } from '../labels';
import { PROM_TIME, readJson } from './recordedMesh';

interface RecordedQuery {
  query: string;
  response: {
    data: {
      result: { metric: Record<string, string>; value: [number, string] }[];
    };
  };
}

/** Which recorded answers hold a metric, by the labels that they are grouped by: the first that suffices is taken. */
const ANSWERS: Record<string, readonly string[]> = {
  'response_total inbound': ['in_counts_by_port_route', 'in_counts_by_pod'],
  'response_total outbound': ['out_counts_by_pod'],
  'tcp_open_connections inbound': ['in_tcp_open_by_peer'],
  'tcp_open_connections outbound': ['out_tcp_open'],
  'tcp_read_bytes_total outbound': ['out_tcp_read'],
  'tcp_write_bytes_total outbound': ['out_tcp_write'],
  'inbound_http_authz_deny_total ': ['authz_deny'],
};

/** Labels that a recorded answer was matched by, or that no series in it carries. */
const IMPLIED: Record<string, string> = { peer: 'dst' };

/**
 * Answers from what the recorded Prometheus answered to queries that kept more labels: sums of its sums are its own numbers. What it was
 * not asked is unknown.
 */
export function recordedPrometheus(): MetricsSource {
  const recorded = readJson<Record<string, RecordedQuery>>(
    'prometheus/queries.json.gz',
  );
  const answer = (query: SeriesQuery): Sample[] | undefined => {
    const direction =
      query.matchers.find(({ label }) => label === 'direction')?.value ?? '';
    const [name] = ANSWERS[`${query.metric} ${direction}`] ?? [];
    if (!name || query.matchers.some(({ label }) => label === 'grpc_status')) {
      return undefined;
    }
    const matches = compileMatchers(
      query.matchers.filter(
        ({ label }) =>
          label !== 'direction' &&
          !(
            name.startsWith('out_tcp') &&
            name !== 'out_tcp_open' &&
            IMPLIED[label]
          ),
      ),
    );
    const groups = new Grouping(query.by);
    for (const { metric, value } of recorded[name].response.data.result) {
      const lookup = (label: string) => metric[label] ?? '';
      if (matches(lookup)) {
        groups.add(lookup, Number(value[1]));
      }
    }
    return groups.samples();
  };
  return {
    kind: 'prometheus',
    description: 'the recorded Prometheus',
    query: async queries => ({
      results: queries.map(answer),
      windowSeconds: 60,
      measuredAt: PROM_TIME,
      warnings: [],
    }),
    queryRange: async () => {
      throw new Error('it was not asked over time');
    },
    describe: ({ metric }) => metric,
    scrapeIntervalSeconds: () => 10,
    close: () => {},
  };
}
