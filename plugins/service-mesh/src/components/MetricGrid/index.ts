export { MetricGrid } from './MetricGrid';
export type { Metric } from './MetricGrid';
