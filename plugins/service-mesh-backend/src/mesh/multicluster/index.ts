export { showCallersElsewhere } from './callersElsewhere';
export type { CallsFromElsewhere } from './callersElsewhere';
export { Origins } from './Origins';
