/**
 * Types, permissions and the arithmetic of the Service Mesh plugin. No Node.js, no React.
 *
 * @packageDocumentation
 */
export * from './annotations';
export * from './blame';
export * from './clusters';
export * from './compareStats';
export * from './compareTopologies';
export * from './comparison';
export * from './completeness';
export * from './dependencies';
export * from './dependencyOrder';
export * from './entityStats';
export * from './explanation';
export * from './gateways';
export * from './groups';
export * from './health';
export * from './histogram';
export * from './history';
export * from './median';
export * from './onset';
export type { DeltaPresence, PartDelta } from './partDeltas';
export type { DifferenceKind } from './partKinds';
export * from './permissions';
export * from './rules';
export * from './stats';
export * from './svcmesh';
export * from './tap';
export * from './timeline';
export * from './topology';
export type {
  DifferenceSubject,
  TopologyDifference,
} from './topologyDifferences';
export * from './window';
export * from './workload';
