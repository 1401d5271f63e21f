export * from './TapIdentities';
export * from './usersInKubernetes';
export { parseUserTemplate } from './userTemplate';
export type { UserTemplate } from './userTemplate';
