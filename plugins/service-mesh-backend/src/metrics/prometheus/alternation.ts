import {
  LabelMatcher,
  SeriesQuery,
} from '@backstage-mesh/plugin-service-mesh-node';
import { oneOf } from '../labels';

/**
 * The texts between which a matcher chooses; undefined where it is anything but a plain choice.
 *
 * @internal
 */
export function choicesOf({
  op,
  value,
}: LabelMatcher): readonly string[] | undefined {
  if (op === '=') {
    return [value];
  }
  if (op !== '=~' || !/^(\\[^a-zA-Z0-9]|[^\\^$.*+?()[\]{}])*$/.test(value)) {
    return undefined;
  }
  const choices = [''];
  for (const token of value.match(/\\.|[^\\]/gs) ?? []) {
    if (token === '|') {
      choices.push('');
    } else {
      choices.push(choices.pop() + token.replace(/^\\/, ''));
    }
  }
  return choices;
}

/**
 * Splits a question in two by the values of its longest choice: what each half answers adds up to the whole.
 *
 * @returns undefined where no matcher has more than one choice
 * @internal
 */
export function splitLongestChoice(
  query: SeriesQuery,
): [SeriesQuery, SeriesQuery] | undefined {
  const candidates = query.matchers
    .map((matcher, index) => ({ index, choices: choicesOf(matcher) ?? [] }))
    .filter(({ choices }) => choices.length > 1)
    .sort((a, b) => b.choices.length - a.choices.length);
  const [longest] = candidates;
  return longest && splitAt(query, longest.index, longest.choices);
}

/**
 * Splits a question in two by namespaces.
 *
 * @param namespaces - all that there are, for a question that names none
 * @returns undefined where it is about one namespace
 * @internal
 */
export function splitByNamespace(
  query: SeriesQuery,
  namespaces: readonly string[],
): [SeriesQuery, SeriesQuery] | undefined {
  const index = query.matchers.findIndex(
    matcher => matcher.label === 'namespace' && choicesOf(matcher),
  );
  if (index >= 0) {
    return splitAt(query, index, choicesOf(query.matchers[index]) ?? []);
  }
  const excluded = query.matchers.find(
    ({ label, op }) => label === 'namespace' && (op === '!=' || op === '!~'),
  );
  const dropped = new Set(
    excluded
      ? choicesOf({ ...excluded, op: excluded.op === '!=' ? '=' : '=~' })
      : [],
  );
  const named: SeriesQuery = {
    ...query,
    matchers: [
      ...query.matchers,
      oneOf(
        'namespace',
        namespaces.filter(name => !dropped.has(name)),
      ),
    ],
  };
  return splitAt(
    named,
    named.matchers.length - 1,
    namespaces.filter(name => !dropped.has(name)),
  );
}

function splitAt(
  query: SeriesQuery,
  index: number,
  choices: readonly string[],
): [SeriesQuery, SeriesQuery] | undefined {
  if (choices.length < 2) {
    return undefined;
  }
  const { label } = query.matchers[index];
  const middle = Math.ceil(choices.length / 2);
  const half = (part: readonly string[]): SeriesQuery => ({
    ...query,
    matchers: query.matchers.map((matcher, i) =>
      i === index ? oneOf(label, part) : matcher,
    ),
  });
  return [half(choices.slice(0, middle)), half(choices.slice(middle))];
}
