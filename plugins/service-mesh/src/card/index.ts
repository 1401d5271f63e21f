export { ServiceMeshCard } from './ServiceMeshCard';
export { ServiceMeshWarning } from './ServiceMeshWarning';
