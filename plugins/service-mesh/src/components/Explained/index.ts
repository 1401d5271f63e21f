export { Explained } from './Explained';
export { ExplainContext } from './ExplainContext';
export type { ExplainRequest, OpenExplanation } from './ExplainContext';
