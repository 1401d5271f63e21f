export { FindField } from './FindField';
export type { FindPreset } from './FindField';
