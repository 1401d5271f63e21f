import type { Expression } from './parse';
import type { NodeFacts } from './nodeFacts';

/**
 * Whether an expression holds of a node. What is unknown is neither more nor less nor equal, and not the contrary either: then the
 * answer is unknown (undefined).
 */
export function evaluate(
  expression: Expression,
  facts: NodeFacts,
): boolean | undefined {
  switch (expression.type) {
    case 'and':
      return all(expression.parts.map(part => evaluate(part, facts)));
    case 'or':
      return negate(
        all(expression.parts.map(part => negate(evaluate(part, facts)))),
      );
    case 'not':
      return negate(evaluate(expression.part, facts));
    case 'words':
      return holdsWords(expression.text, facts);
    default:
      return compare(expression, facts);
  }
}

function all(values: readonly (boolean | undefined)[]): boolean | undefined {
  if (values.includes(false)) {
    return false;
  }
  return values.includes(undefined) ? undefined : true;
}

function negate(value: boolean | undefined): boolean | undefined {
  return value === undefined ? undefined : !value;
}

function holdsWords(text: string, { texts }: NodeFacts): boolean {
  const word = text.toLowerCase();
  return Object.values(texts).some(values =>
    values?.some(value => value.toLowerCase().includes(word)),
  );
}

function compare(
  { field, operator, value }: Extract<Expression, { type: 'compare' }>,
  facts: NodeFacts,
): boolean | undefined {
  if (typeof value === 'number') {
    return compareNumbers(facts.numbers[field], operator, value);
  }
  if (typeof value === 'boolean') {
    const flag = facts.flags[field];
    return flag === undefined
      ? undefined
      : (flag === value) === (operator === '=');
  }
  if (field === 'health') {
    return isHealth(facts.health, value) === (operator === '=');
  }
  const wanted = value.toLowerCase();
  const texts = (facts.texts[field] ?? []).map(text => text.toLowerCase());
  switch (operator) {
    case '=':
      return texts.includes(wanted);
    case '!=':
      return !texts.includes(wanted);
    case '~':
      return texts.some(text => text.includes(wanted));
    default:
      return !texts.some(text => text.includes(wanted));
  }
}

/** Whoever asks for what fails means also what fails because of others. */
function isHealth(state: string, wanted: string): boolean {
  return (
    state === wanted || (wanted === 'failing' && state === 'failing-because')
  );
}

function compareNumbers(
  number: number | undefined,
  operator: string,
  value: number,
): boolean | undefined {
  if (number === undefined) {
    return undefined;
  }
  switch (operator) {
    case '>':
      return number > value;
    case '>=':
      return number >= value;
    case '<':
      return number < value;
    case '<=':
      return number <= value;
    case '=':
      return number === value;
    default:
      return number !== value;
  }
}
