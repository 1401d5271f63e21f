export * from './TapIdentities';
export { parseUserTemplate } from './userTemplate';
export type { UserTemplate } from './userTemplate';
