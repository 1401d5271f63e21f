import {
  LabelMatcher,
  MetricsScope,
  TrafficRequest,
} from '@backstage-mesh/plugin-service-mesh-node';
import { noneOf, oneOf } from '../../metrics/labels';
import { Metric } from './metricTables';

/** Longer lists of pods are asked by namespace. */
const MAX_PODS = 150;

/** Which side of the proxy is asked about. @internal */
export function directionMatchers(
  direction: 'inbound' | 'outbound',
  metric: Metric,
): LabelMatcher[] {
  const matchers: LabelMatcher[] = [
    { label: 'direction', op: '=', value: direction },
  ];
  if (isTcp(metric)) {
    // The other side of the proxy is the application next to it.
    matchers.push({
      label: 'peer',
      op: '=',
      value: direction === 'inbound' ? 'src' : 'dst',
    });
  }
  return matchers;
}

/** @internal */
export function isTcp(metric: Metric): boolean {
  return metric.name.startsWith('tcp_');
}

/** @internal */
export function excludedMatchers(
  label: string,
  excluded: readonly string[],
): LabelMatcher[] {
  return excluded.length > 0 ? [noneOf(label, excluded)] : [];
}

/** What a scope means for the labels of one end of a call. @internal */
export function scopeMatchers(
  prefix: '' | 'dst_',
  scope: MetricsScope | undefined,
  snapshot: TrafficRequest['snapshot'],
): LabelMatcher[] {
  const namespaces = scope?.workloads
    ? [...new Set(scope.workloads.map(({ namespace }) => namespace))]
    : scope?.namespaces;
  if (!namespaces) {
    return [];
  }
  const matchers = [oneOf(`${prefix}namespace`, namespaces)];
  const pods = scope?.workloads?.flatMap(workload =>
    snapshot.podsOf(workload, { deleted: true }).map(({ name }) => name),
  );
  if (pods && pods.length <= MAX_PODS) {
    matchers.push(oneOf(`${prefix}pod`, [...new Set(pods)]));
  }
  return matchers;
}

/** @internal */
export function isEmpty(label: string): LabelMatcher {
  return { label, op: '=', value: '' };
}
