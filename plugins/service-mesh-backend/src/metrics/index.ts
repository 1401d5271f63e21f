export { openMetrics } from './openMetrics';
