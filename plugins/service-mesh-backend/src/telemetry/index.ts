export { measuredConnection } from './measuredConnection';
export { measuredTransport } from './measuredTransport';
export { Telemetry } from './Telemetry';
export type { CacheResult, ClusterVitals } from './Telemetry';
