export { ExpositionReader } from './ExpositionReader';
export type {
  ExpositionError,
  ExpositionOptions,
  ExpositionReport,
} from './ExpositionReader';
export { parseSeries, seriesKey } from './series';
export type { Series } from './series';
