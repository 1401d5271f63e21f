export { tapWorkload } from './client';
export { tapPeer } from './tapPeer';
export { tappablePods } from './tappablePods';
