import type { LabelText, MetricsRegistry } from './MetricsRegistry';

const RESULTS = [
  'http/1',
  'http/2',
  'not_http',
  'read_timeout',
  'error',
] as const;

/** What a proxy takes a connection for. */
export type Detected = (typeof RESULTS)[number];

/** Counts one look at the first bytes of a connection. */
export function countDetection(
  registry: MetricsRegistry,
  prefix: 'inbound_tcp_detect_http' | 'outbound_tcp_detect_http',
  labels: LabelText,
  detected: Detected,
  now: number,
): void {
  registry
    .distribution(`${prefix}_duration_seconds`, labels)
    .observe(0.000004, now);
  for (const result of RESULTS) {
    registry
      .sample(`${prefix}_results`, `result="${result}",${labels}`)
      .add(result === detected ? 1 : 0, now);
  }
}
