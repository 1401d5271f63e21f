export { tapWorkload } from './client';
export { tappablePods } from './tappablePods';
