export { tapWorkload } from './client';
export { tapAccess } from './tapAccess';
export { tapPeer } from './tapPeer';
export { tappablePods } from './tappablePods';
