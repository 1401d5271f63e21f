export { MomentForm } from './MomentForm';
export type { MomentField } from './MomentForm';
