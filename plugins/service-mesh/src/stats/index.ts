export { StatsTab } from './StatsTab';
