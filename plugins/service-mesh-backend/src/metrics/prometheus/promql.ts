import {
  LabelMatcher,
  SeriesQuery,
} from '@backstage-mesh/plugin-service-mesh-node';

/**
 * How a Prometheus differs from the stock one.
 *
 * @internal
 */
export interface Dialect {
  /** Put into every selector. */
  matchers: Readonly<Record<string, string>>;
  /** What the labels `namespace` and `pod` are called there. */
  labels: Readonly<Record<string, string>>;
}

const METRIC = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const OPERATORS = new Set(['=', '!=', '=~', '!~']);

/**
 * Writes a question as PromQL. Whatever the values are, they stay inside their quotes.
 *
 * @throws RangeError where a metric or a label has no valid name, or the window is no whole number of seconds
 * @internal
 */
export function buildPromql(
  query: SeriesQuery,
  windowSeconds: number,
  dialect: Dialect,
): string {
  const selector = buildSelector(query.metric, query.matchers, dialect);
  const inner =
    query.aggregate === 'increase'
      ? `increase(${selector}[${seconds(windowSeconds)}])`
      : selector;
  return buildGroups(query.by, inner, dialect);
}

/**
 * Writes the sums of something by labels.
 *
 * @throws RangeError where a label has no valid name
 * @internal
 */
export function buildGroups(
  by: readonly string[],
  inner: string,
  dialect: Dialect,
): string {
  const labels = by.map(label => renamed(label, dialect)).join(', ');
  return `sum by (${labels}) (${inner})`;
}

/** Tells apart what several questions in one query answered. No metric of a mesh has such a label. */
const QUESTION = 'service_mesh_question';

/**
 * Writes several questions as one query: their answers are told apart by a label, see `questionOf`.
 *
 * @internal
 */
export function mergePromql(questions: readonly string[]): string {
  return questions
    .map(
      (promql, index) =>
        `label_replace(${promql}, "${QUESTION}", "${index}", "", "")`,
    )
    .join(' or ');
}

/**
 * Which of several questions a row answers, by its index.
 *
 * @internal
 */
export function questionOf(labels: Readonly<Record<string, string>>): number {
  return Number(labels[QUESTION]);
}

/**
 * @throws RangeError where a name is not valid
 * @internal
 */
export function buildSelector(
  metric: string,
  matchers: readonly LabelMatcher[],
  dialect: Dialect,
): string {
  if (!METRIC.test(metric)) {
    throw new RangeError(`No name of a metric: ${JSON.stringify(metric)}`);
  }
  const all: LabelMatcher[] = [
    ...matchers,
    ...Object.entries(dialect.matchers).map(
      ([label, value]): LabelMatcher => ({ label, op: '=', value }),
    ),
  ];
  const written = all.map(({ label, op, value }) => {
    if (!OPERATORS.has(op)) {
      throw new RangeError(`No operator of a matcher: ${JSON.stringify(op)}`);
    }
    return `${renamed(label, dialect)}${op}${quote(value)}`;
  });
  return `${metric}{${written.join(',')}}`;
}

/**
 * The labels of a row that a question groups by, as they are called here.
 *
 * @internal
 */
export function labelReader(
  by: readonly string[],
  dialect: Dialect,
): (row: Readonly<Record<string, string>>) => Record<string, string> {
  const names = by.map(label => [label, renamed(label, dialect)] as const);
  return row => {
    const labels: Record<string, string> = {};
    for (const [ours, theirs] of names) {
      const value = row[theirs];
      if (value) {
        labels[ours] = value;
      }
    }
    return labels;
  };
}

/**
 * Writes a text as a string of PromQL, whose escapes are those of Go.
 *
 * @internal
 */
export function quote(text: string): string {
  const escaped = [...text].map(escapeCharacter).join('');
  return `"${escaped}"`;
}

function escapeCharacter(character: string): string {
  if (character === '\\' || character === '"') {
    return `\\${character}`;
  }
  const code = character.codePointAt(0)!;
  if (code >= 0xd800 && code <= 0xdfff) {
    // Half a surrogate pair is no character.
    return '\ufffd';
  }
  return code < 0x20 || code === 0x7f
    ? `\\u${code.toString(16).padStart(4, '0')}`
    : character;
}

function renamed(label: string, { labels }: Dialect): string {
  const name = Object.hasOwn(labels, label) ? labels[label] : label;
  if (!LABEL.test(name)) {
    throw new RangeError(`No name of a label: ${JSON.stringify(name)}`);
  }
  return name;
}

function seconds(window: number): string {
  if (!Number.isSafeInteger(window) || window <= 0) {
    throw new RangeError(`No window: ${window} seconds`);
  }
  return `${window}s`;
}
