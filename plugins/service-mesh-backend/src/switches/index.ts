export * from './ClusterGuard';
export * from './GuardedConnection';
export * from './guardSource';
export * from './readSwitches';
export * from './RestingError';
export * from './SwitchedInventory';
export * from './SwitchedOffError';
export * from './Switches';
