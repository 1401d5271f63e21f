import type { Translate } from '../translation';
import { FIELDS, operatorsOf } from './fields';
import type { ExpressionError } from './parse';

const EXAMPLES = {
  rate: '10',
  percent: '99',
  milliseconds: '500ms',
  count: '3',
} as const;

/** What is wrong with an expression, what was expected, and where. */
export function expressionProblem(
  error: ExpressionError,
  t: Translate,
): string {
  return t('find.expected.at', {
    problem: problemOf(error, t),
    position: String(error.start + 1),
  });
}

function problemOf(
  { expected, field, found }: ExpressionError,
  t: Translate,
): string {
  const name = field ?? '';
  const definition = field && FIELDS[field];
  switch (expected) {
    case 'field':
      return /^[=!<>~]/.test(found)
        ? t('find.expected.fieldMissing', { found })
        : t('find.expected.field', {
            found,
            known: 'name, owner, namespace, rps, success, mtls',
          });
    case 'operator':
      return t('find.expected.operator', {
        field: name,
        operators: field ? operatorsOf(field).join(' ') : '',
      });
    case 'number':
      return t('find.expected.number', {
        field: name,
        example:
          definition && 'unit' in definition ? EXAMPLES[definition.unit] : '1',
      });
    case 'choice':
      return t('find.expected.choice', {
        field: name,
        choices:
          definition && 'choices' in definition
            ? definition.choices.join(', ')
            : '',
      });
    case 'flag':
    case 'text':
      return t(`find.expected.${expected}`, { field: name });
    default:
      return t(`find.expected.${expected}`);
  }
}
