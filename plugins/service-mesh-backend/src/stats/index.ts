export { createStatsService } from './createStatsService';
export type { StatsService } from './StatsService';
export { trafficStats } from './trafficStats';
