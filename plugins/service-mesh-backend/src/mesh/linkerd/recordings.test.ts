import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { buildSelector } from '../../metrics/prometheus/promql';
import { RECORDINGS } from './recordings';

interface Rule {
  record: string;
  expr: string;
}

const FILE = resolve(__dirname, '../../../recording-rules/linkerd.yaml');
const RULES: Rule[] = parse(readFileSync(FILE, 'utf8')).groups.flatMap(
  ({ rules }: { rules: Rule[] }) => rules,
);

function labelsOf({ expr }: Rule): string[] {
  const [, list] = /by \(([^)]*)\)/.exec(expr)!;
  return list.split(',').map(label => label.trim());
}

describe('the recording rules', () => {
  it('are those that are known here, and no others', () => {
    expect(RULES.map(({ record }) => record).sort()).toEqual(
      [
        RECORDINGS.proxies,
        ...RECORDINGS.metrics.map(({ record }) => record),
      ].sort(),
    );
  });

  it.each(RECORDINGS.metrics.map(item => [item.record, item] as const))(
    'record %s by the labels that it is asked by',
    (record, { metric, aggregate, labels, matchers }) => {
      const rule = RULES.find(item => item.record === record)!;
      expect(labelsOf(rule).sort()).toEqual([...labels].sort());
      const none = { matchers: {}, labels: {} };
      const [, ...selector] = /^(\w+)\{(.*)\}$/.exec(
        buildSelector(metric, matchers, none),
      )!;
      const [name, conditions] = selector;
      const written = rule.expr.replace(/\s+/g, ' ').replace(/", /g, '",');
      // Fewer buckets than there are is a choice of the rule: whoever asks reads those that there are.
      expect(written.replace(/,le=~"[^"]*"/, '')).toContain(
        aggregate === 'last'
          ? `( ${name}{${conditions}} )`
          : `( rate(${name}{${conditions}}[${RECORDINGS.rateSeconds / 60}m]) )`,
      );
    },
  );

  it('are named by group', () => {
    expect(RECORDINGS.groups.flatMap(({ records }) => records).sort()).toEqual(
      RECORDINGS.metrics.map(({ record }) => record).sort(),
    );
  });
});
