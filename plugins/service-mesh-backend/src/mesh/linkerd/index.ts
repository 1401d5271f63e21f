export { LinkerdMesh } from './LinkerdMesh';
export { LinkerdProvider } from './LinkerdProvider';
