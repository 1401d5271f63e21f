export { FIELDS, operatorsOf } from './fields';
export type { FieldName } from './fields';
export { findNodes } from './findNodes';
export { parseExpression } from './parse';
export type {
  Expected,
  Expression,
  ExpressionError,
  ParseResult,
} from './parse';
export { FIND_PRESETS, HIDE_PRESETS } from './presets';
export { applySuggestion, knownValues, suggest } from './suggest';
export type { KnownValues, Suggestion, Suggestions } from './suggest';
