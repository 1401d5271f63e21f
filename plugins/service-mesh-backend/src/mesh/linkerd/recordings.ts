import {
  LabelMatcher,
  RecordedMetric,
  Recordings,
} from '@backstage-mesh/plugin-service-mesh-node';
import { BUCKETS, HTTP_METRICS, TCP_METRICS } from './metricTables';
import { SOURCE_OWNERS, TARGET_OWNERS } from './ownerLabels';

const PREFIX = 'service_mesh:';

/** The label by which one Prometheus tells clusters apart, as the rules have it. */
const CLUSTER = 'cluster';

const WORKLOAD = [CLUSTER, 'namespace', ...SOURCE_OWNERS];
const EDGE = [...WORKLOAD, 'dst_namespace', ...TARGET_OWNERS];

const NO_SCRAPES: LabelMatcher = {
  label: 'target_port',
  op: '!=',
  value: '4191',
};
const NO_PROBES: LabelMatcher = {
  label: 'route_name',
  op: '!=',
  value: 'probe',
};

function equal(label: string, value: string): LabelMatcher {
  return { label, op: '=', value };
}

/** What a metric is recorded by beyond its ends. */
const MORE_LABELS: Readonly<
  Record<string, { both?: readonly string[]; edge?: readonly string[] }>
> = {
  request_total: { edge: ['dst_service'] },
  response_total: { both: ['classification', 'grpc_status'] },
  [BUCKETS.name]: { both: ['le'] },
};

const METRICS = new Map(
  [...HTTP_METRICS, ...TCP_METRICS, BUCKETS].map(metric => [
    metric.name,
    metric,
  ]),
);

const RECORDED: readonly RecordedMetric[] = [...METRICS.values()].flatMap(
  ({ name, aggregate }): RecordedMetric[] => {
    const isTcp = name.startsWith('tcp_');
    const isBucket = name === BUCKETS.name;
    const operation = aggregate === 'last' ? 'sum' : 'rate1m';
    const { both = [], edge = [] } = MORE_LABELS[name] ?? {};
    return [
      {
        record: `${PREFIX}workload_${name}:${operation}`,
        metric: name,
        aggregate,
        matchers: [
          equal('direction', 'inbound'),
          NO_SCRAPES,
          ...(isTcp ? [equal('peer', 'src')] : [NO_PROBES]),
        ],
        labels: [...WORKLOAD, 'tls', 'client_id', ...both],
      },
      {
        record: `${PREFIX}edge_${name}:${operation}`,
        metric: name,
        aggregate,
        matchers: [
          equal('direction', 'outbound'),
          NO_SCRAPES,
          ...(isTcp ? [equal('peer', 'dst')] : []),
        ],
        labels: [
          ...EDGE,
          ...(isBucket ? [] : ['tls', 'server_id']),
          ...edge,
          ...both,
        ],
      },
    ];
  },
);

const isLatency = ({ metric }: RecordedMetric) => metric === BUCKETS.name;
const isEdge = ({ record }: RecordedMetric) =>
  record.startsWith(`${PREFIX}edge_`);

function recordsOf(
  belongs: (recorded: RecordedMetric) => boolean,
): readonly string[] {
  return RECORDED.filter(belongs).map(({ record }) => record);
}

/**
 * What `recording-rules/linkerd.yaml` records.
 *
 * @internal
 */
export const RECORDINGS: Recordings = {
  rateSeconds: 60,
  proxies: `${PREFIX}proxies:count`,
  metrics: RECORDED,
  groups: [
    { name: 'counts', records: recordsOf(item => !isLatency(item)) },
    {
      name: 'latency of workloads',
      records: recordsOf(item => isLatency(item) && !isEdge(item)),
    },
    {
      name: 'latency of calls',
      records: recordsOf(item => isLatency(item) && isEdge(item)),
    },
  ],
};
