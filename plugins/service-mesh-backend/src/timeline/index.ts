export { createTimelineService } from './createTimelineService';
export type { SharedTimeline, TimelineService } from './TimelineService';
