export { createExplainService } from './createExplainService';
export type { ExplainService } from './ExplainService';
export { hideExplanation } from './hideExplanation';
