export { createRulesService } from './createRulesService';
export { hideRules } from './hideRules';
export type { RulesService, SharedRules } from './RulesService';
