export { ComparisonControls } from './ComparisonControls';
export { ComparisonTab } from './ComparisonTab';
export { ComparisonView } from './ComparisonView';
export { PastControls } from './PastControls';
export { readComparison } from './timeTravelAddress';
export { STRIP_HEIGHT, TimeStrip } from './TimeStrip';
export { travelKeys } from './travelKeys';
export { useTimeline, useTimeTravel } from './useTimeTravel';
export type { TimeTravel, TimeTravelPlace } from './useTimeTravel';
