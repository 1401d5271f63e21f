export { MetricNumber } from './MetricNumber';
export type { NumberTone } from './MetricNumber';
export { successTone } from './tone';
