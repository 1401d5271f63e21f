export { MetricGrid } from './MetricGrid';
export { panelMetrics } from './panelMetrics';
export type { Metric } from './MetricGrid';
