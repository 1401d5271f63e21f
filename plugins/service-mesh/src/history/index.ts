export { gatherEvidence } from './evidence';
export type { EvidenceRow } from './evidence';
export { changeSince } from './change';
export type { Change } from './change';
export {
  callFailingSince,
  changesBefore,
  findInHistory,
  findingsOf,
} from './finding';
export type { Finding } from './finding';
export { metricSeries } from './series';
export type { MetricSeries, SeriesId, Steps } from './series';
