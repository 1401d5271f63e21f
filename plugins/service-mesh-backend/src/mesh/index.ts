export { LinkerdProvider } from './linkerd';
export { MeshRulesService } from './MeshRulesService';
export { TrafficService } from './TrafficService';
export type { TrafficView } from './TrafficService';
