export type { ComparedScope, ComparisonService } from './ComparisonService';
export { createComparisonService } from './createComparisonService';
