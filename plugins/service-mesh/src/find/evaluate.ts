import type { FieldName, Operator } from './fields';
import type { NodeFacts } from './nodeFacts';
import type { Expression } from './parse';

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

/** Words are looked for in what can be read; only of a node without a name nobody can tell. */
function holdsWords(text: string, { texts }: NodeFacts): boolean | undefined {
  const word = text.toLowerCase();
  const isFound = Object.values(texts).some(values =>
    values?.some(value => value.toLowerCase().includes(word)),
  );
  return isFound || texts.name !== undefined ? isFound : undefined;
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
  const holds = holdsText(field, operator, value.toLowerCase(), facts);
  return operator === '!=' || operator === '!~' ? negate(holds) : holds;
}

/** Whether one of the texts of a field is, or has in it, what is asked for. What is not among the known ones may be among others. */
function holdsText(
  field: FieldName,
  operator: Operator,
  wanted: string,
  { texts, partial }: NodeFacts,
): boolean | undefined {
  const known = texts[field]?.map(text => text.toLowerCase());
  const isExact = operator === '=' || operator === '!=';
  const isFound = known?.some(text =>
    isExact ? text === wanted : text.includes(wanted),
  );
  return isFound || !partial?.has(field) ? isFound : undefined;
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
