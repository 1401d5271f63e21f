export { panelMetrics } from './metrics';
export { TopologyTab } from './TopologyTab';
