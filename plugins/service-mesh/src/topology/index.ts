export { TopologyTab } from './TopologyTab';
