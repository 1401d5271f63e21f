export { FIND_PRESETS, HIDE_PRESETS } from './presets';
export { applySuggestion, knownValues, suggest } from './suggest';
export type { KnownValues, Suggestion, Suggestions } from './suggest';
export { useFind } from './useFind';
export type { FindResult } from './useFind';
