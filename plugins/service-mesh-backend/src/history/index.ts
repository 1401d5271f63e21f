export { withCallersElsewhere } from './callersElsewhere';
export { changesOf } from './changesOf';
export { createHistoryService } from './createHistoryService';
export { HistoryKeeper } from './HistoryKeeper';
export type { HistoryService } from './HistoryService';
export { stepTimes } from './historySteps';
export type { HistorySteps } from './historySteps';
export { TrafficHistoryService } from './TrafficHistoryService';
export type { HistoryView } from './TrafficHistoryService';
