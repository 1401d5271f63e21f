export { createTimelineService } from './createTimelineService';
export type {
  SharedOrigin,
  SharedTimeline,
  TimelineService,
} from './TimelineService';
