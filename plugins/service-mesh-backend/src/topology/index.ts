export { createTopologyService } from './createTopologyService';
export type {
  EntityRefsOf,
  TopologyOptions,
  TopologyService,
} from './TopologyService';
