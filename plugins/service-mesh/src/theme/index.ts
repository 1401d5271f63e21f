export { MeshRoot } from './MeshRoot';
