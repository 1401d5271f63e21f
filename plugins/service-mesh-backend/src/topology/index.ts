export { createTopologyService } from './createTopologyService';
export type { TopologyOptions, TopologyService } from './TopologyService';
