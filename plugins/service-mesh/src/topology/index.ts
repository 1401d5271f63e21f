export { TopologyTab } from './TopologyTab';
export { EdgePanel } from './EdgePanel';
export { NodePanel } from './NodePanel';
export { TopologyTable } from './TopologyTable';
export { pinsFrom, pinsParameter, selectionFrom } from './topologyAddress';
