export { TapFaults, type TapFault } from './faults';
export {
  startTapServer,
  type TapServer,
  type TapServerOptions,
} from './startTapServer';
export { tapGroup } from './tapGroup';
export type { TapAuthorizer } from './TapApi';
export type { TapTargets } from './targets';
