export { createStatsService } from './createStatsService';
export type { PodPeer, PodTraffic, StatsService } from './StatsService';
export { trafficStats } from './trafficStats';
