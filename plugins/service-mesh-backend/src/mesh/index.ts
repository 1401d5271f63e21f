export { LinkerdProvider } from './linkerd';
export { MeshRulesService } from './MeshRulesService';
export { Origins } from './multicluster';
export { TrafficService } from './TrafficService';
export type { TrafficView } from './TrafficService';
