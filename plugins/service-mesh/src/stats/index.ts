export { peerGraph } from './peerGraph';
export { StatsTab } from './StatsTab';
