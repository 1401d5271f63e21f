import type { EntityFactsByRef } from '../catalog';
import type { MeshGraph } from '../graph';
import {
  FIELDS,
  FieldDefinition,
  FieldName,
  fieldNamed,
  operatorsOf,
} from './fields';
import { nodeFacts } from './nodeFacts';
import { Token, tokenize } from './tokenize';

/** Something that could stand at the caret. */
export interface Suggestion {
  type: 'field' | 'operator' | 'value' | 'joint' | 'name';
  text: string;
}

/** What could stand at a place of the text, and which part of it that would replace. */
export interface Suggestions {
  from: number;
  to: number;
  suggestions: Suggestion[];
}

/** Texts that occur in a graph, by field. */
export type KnownValues = Partial<Record<FieldName, readonly string[]>>;

const MOST = 8;

/** The texts of a graph that expressions can ask for, in their order. */
export function knownValues(
  graph: MeshGraph,
  entities: EntityFactsByRef,
): KnownValues {
  const values: Partial<Record<FieldName, Set<string>>> = {};
  for (const node of graph.nodes.values()) {
    const { texts } = nodeFacts(node, graph, entities);
    for (const [field, all] of Object.entries(texts)) {
      const seen = (values[field as FieldName] ??= new Set());
      // of an owner's name, title and reference, the name is what people write
      const [first] = all ?? [];
      if (first) {
        seen.add(first);
      }
    }
  }
  return Object.fromEntries(
    Object.entries(values).map(([field, seen]) => [
      field,
      [...seen].sort((a, b) => a.localeCompare(b)),
    ]),
  );
}

/** What could be written at the caret: fields, then operators, then values, then `and` and `or`. */
export function suggest(
  text: string,
  caret: number,
  known: KnownValues,
): Suggestions {
  const before = tokenize(text.slice(0, caret));
  const last = before.at(-1);
  const touching =
    last?.type === 'word' && last.end === caret ? last : undefined;
  const done = touching ? before.slice(0, -1) : before;
  const typed = (touching?.text ?? '').toLowerCase();
  const fits = ({ text: candidate }: Suggestion) =>
    candidate.toLowerCase().includes(typed) &&
    candidate.toLowerCase() !== typed;
  const candidates = candidatesAfter(done, typed !== '', known);
  // what begins as it was typed comes first
  const ranked = candidates
    .filter(fits)
    .sort(
      (a, b) =>
        Number(b.text.toLowerCase().startsWith(typed)) -
        Number(a.text.toLowerCase().startsWith(typed)),
    );
  const field = touching && !touching.quoted && fieldNamed(touching.text);
  if (field && expectsCondition(done)) {
    return {
      from: caret,
      to: caret,
      suggestions: operatorSuggestions(field),
    };
  }
  return {
    from: touching?.start ?? caret,
    to: caret,
    suggestions: ranked.slice(0, MOST),
  };
}

/** Puts a suggestion into the text, with a space behind it. */
export function applySuggestion(
  text: string,
  { from, to }: Pick<Suggestions, 'from' | 'to'>,
  suggestion: Suggestion,
): { text: string; caret: number } {
  const written =
    ['value', 'name'].includes(suggestion.type) && needsQuotes(suggestion.text)
      ? `"${suggestion.text}"`
      : suggestion.text;
  const head = text.slice(0, from);
  const space = head === '' || /[\s(]$/.test(head) ? '' : ' ';
  const start = `${head}${space}${written} `;
  return {
    text: start + text.slice(to).trimStart(),
    caret: start.length,
  };
}

function needsQuotes(text: string): boolean {
  return (
    /[\s()"=<>~!]/.test(text) || /^(and|or|not)$/i.test(text) || text === ''
  );
}

function candidatesAfter(
  done: readonly Token[],
  typing: boolean,
  known: KnownValues,
): Suggestion[] {
  const last = done.at(-1);
  const fieldToken = done.at(-2);
  if (last?.type === 'operator' && fieldToken) {
    const field = fieldNamed(fieldToken.text);
    return field ? valuesOf(field, known) : [];
  }
  const field = last && !last.quoted ? fieldNamed(last.text) : undefined;
  if (field && expectsCondition(done.slice(0, -1)) && !typing) {
    return operatorSuggestions(field);
  }
  if (!expectsCondition(done) && !typing) {
    return (['and', 'or'] as const).map(text => ({ type: 'joint', text }));
  }
  const fields = Object.keys(FIELDS).map<Suggestion>(text => ({
    type: 'field',
    text,
  }));
  const names = typing
    ? (known.name ?? []).map<Suggestion>(text => ({ type: 'name', text }))
    : [];
  return [...fields, { type: 'joint', text: 'not' }, ...names];
}

/** Whether a condition begins where these tokens end. */
function expectsCondition(done: readonly Token[]): boolean {
  const last = done.at(-1);
  return (
    !last ||
    last.type === 'open' ||
    (last.type === 'word' &&
      !last.quoted &&
      /^(and|or|not|!)$/i.test(last.text))
  );
}

function operatorSuggestions(field: FieldName): Suggestion[] {
  return operatorsOf(field).map(text => ({ type: 'operator', text }));
}

function valuesOf(field: FieldName, known: KnownValues): Suggestion[] {
  const { type, choices }: FieldDefinition = FIELDS[field];
  let texts = known[field] ?? [];
  if (type === 'flag') {
    texts = ['true', 'false'];
  } else if (type === 'choice') {
    texts = choices ?? [];
  } else if (type === 'number') {
    texts = [];
  }
  return texts.map(text => ({ type: 'value', text }));
}
