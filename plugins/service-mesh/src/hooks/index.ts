export { localMinute } from './localMinute';
export { useElementSize } from './useElementSize';
export type { ElementSize } from './useElementSize';
export { useEntityAround } from './useEntityAround';
export { useHeldOrder } from './useHeldOrder';
export type { HoldHandlers } from './useHeldOrder';
export { useHistory } from './useHistory';
export { useKeyDown } from './useKeyDown';
export { useMeasuredRoot } from './useMeasuredRoot';
export type { MeasuredRoot } from './useMeasuredRoot';
export { useMountedPath } from './useMountedPath';
export { useNow } from './useNow';
export { useNumbers } from './useNumbers';
export { usePerson } from './usePerson';
export { usePoll } from './usePoll';
export type { PollControls } from './usePoll';
export { useUrlState } from './useUrlState';
export type { UrlState } from './useUrlState';
export { useTranslate } from './useTranslate';
export { NUMBERS_INTERVAL, useMeshPage } from './useMeshPage';
export type { MeshPage } from './useMeshPage';
export { usePage } from './usePage';
export {
  rangeProblem,
  timeParameters,
  WINDOWS,
  windowSince,
} from './timeChoice';
export type { TimeChoice, TimeRange } from './timeChoice';
export type { Page } from './usePage';
