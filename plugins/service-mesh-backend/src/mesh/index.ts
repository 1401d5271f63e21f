export { LinkerdProvider } from './linkerd';
export { TrafficService } from './TrafficService';
export type { TrafficView } from './TrafficService';
export { TrafficSplitService } from './TrafficSplitService';
