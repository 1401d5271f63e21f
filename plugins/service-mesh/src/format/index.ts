export {
  formatAge,
  formatClock,
  formatDate,
  formatDuration,
  formatMoment,
  formatSpan,
  formatTime,
  formatWindowLabel,
} from './durations';
export { splitIdentity, splitPodName } from './names';
export { numberFormats, UNKNOWN } from './numbers';
export type { NumberFormats } from './numbers';
