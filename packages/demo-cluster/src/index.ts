export { startDemoCluster, type AggregatedGroups } from './startDemoCluster';
export type {
  ClusterTruth,
  DemoCluster,
  DemoClusterOptions,
} from './DemoCluster';
export type { DemoTokens } from './api/access';
export type { ServiceForward } from './api/proxies';
export type { Fault, FaultRule, Faults } from './api/faults';
export type {
  AggregatedCall,
  AggregatedContext,
  AggregatedHandler,
} from './api/aggregation';
export type { ObjectStore } from './objects/ObjectStore';
export type { SimulatedClock } from './clock/SimulatedClock';
export type {
  ConfiguredTruth,
  EdgeTruth,
  GeneratedTruth,
  TruthNode,
} from './simulation/Truth';
export type {
  ConfiguredRouteTruth,
  GeneratedRouteTruth,
  PolicyTruth,
  RouteRef,
  RouteTruth,
  SplitTruth,
} from './simulation/RuleTruth';
export type { SimulationTruth } from './simulation/Simulation';
export type {
  ObservedPeer,
  ObservedRequest,
  RequestFeed,
} from './simulation/observed';
export type { WorldModel } from './simulation/model';
export { eastWorld, westWorld } from './worlds/worlds';
export { generatedWorld, type GeneratedOptions } from './worlds/generated';
export { scrapeConfigOf, type ScrapeSettings } from './prometheus/scrapeConfig';
export { makeCertificates } from './run/certificates';
export {
  startTapServer,
  TapFaults,
  type TapAuthorizer,
  type TapFault,
  type TapServer,
  type TapServerOptions,
  type TapTargets,
} from './tap';
