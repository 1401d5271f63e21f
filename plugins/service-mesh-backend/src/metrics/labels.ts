import { LabelMatcher } from '@backstage-mesh/plugin-service-mesh-node';

/**
 * The value of a label; empty where the series does not carry it, as Prometheus sees it.
 *
 * @internal
 */
export type LabelLookup = (label: string) => string;

/**
 * Decides as Prometheus does whether a series is selected: an absent label equals an empty one, and patterns are anchored.
 *
 * @throws SyntaxError where a pattern is no regular expression
 * @internal
 */
export function compileMatchers(
  matchers: readonly LabelMatcher[],
): (lookup: LabelLookup) => boolean {
  const tests = matchers.map(({ label, op, value }) => {
    if (op === '=' || op === '!=') {
      return (lookup: LabelLookup) =>
        (lookup(label) === value) === (op === '=');
    }
    const pattern = new RegExp(`^(?:${value})$`, 's');
    return (lookup: LabelLookup) =>
      pattern.test(lookup(label)) === (op === '=~');
  });
  return lookup => tests.every(test => test(lookup));
}

/**
 * Writes a text so that a pattern matches exactly it, in RE2 as in JavaScript.
 *
 * @internal
 */
export function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/**
 * A matcher for one of several values. Undefined values of an empty list match nothing, which is asked as a label that can not be.
 *
 * @internal
 */
export function oneOf(label: string, values: readonly string[]): LabelMatcher {
  return values.length === 1
    ? { label, op: '=', value: values[0] }
    : {
        label,
        op: '=~',
        value: [...values].sort().map(escapePattern).join('|'),
      };
}

/**
 * A matcher for none of several values.
 *
 * @internal
 */
export function noneOf(label: string, values: readonly string[]): LabelMatcher {
  return values.length === 1
    ? { label, op: '!=', value: values[0] }
    : {
        label,
        op: '!~',
        value: [...values].sort().map(escapePattern).join('|'),
      };
}

/**
 * Sums values by their labels.
 *
 * @internal
 */
export class Grouping {
  private readonly groups = new Map<
    string,
    { labels: Record<string, string>; value: number }
  >();

  constructor(private readonly by: readonly string[]) {}

  add(lookup: LabelLookup, value: number): void {
    const values = this.by.map(lookup);
    const key = values.join('\u0000');
    const group = this.groups.get(key);
    if (group) {
      group.value += value;
      return;
    }
    const labels: Record<string, string> = {};
    this.by.forEach((label, i) => {
      if (values[i]) {
        labels[label] = values[i];
      }
    });
    this.groups.set(key, { labels, value });
  }

  samples(): { labels: Readonly<Record<string, string>>; value: number }[] {
    return [...this.groups.values()];
  }
}
