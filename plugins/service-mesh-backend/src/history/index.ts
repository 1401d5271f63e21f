export { createHistoryService } from './createHistoryService';
export type { HistoryService } from './HistoryService';
export { TrafficHistoryService } from './TrafficHistoryService';
