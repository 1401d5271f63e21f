export { TopologyTab } from './TopologyTab';
export { EdgePanel } from './EdgePanel';
export { NodePanel } from './NodePanel';
export { useRefocus } from './useRefocus';
export { TopologyTable } from './TopologyTable';
