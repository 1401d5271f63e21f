import fc from 'fast-check';
import { compileMatchers, escapePattern, noneOf, oneOf } from '../labels';
import { choicesOf, splitByNamespace, splitLongestChoice } from './alternation';
import { buildPromql, buildSelector, quote } from './promql';

const PLAIN = { matchers: {}, labels: {} };

describe('buildPromql', () => {
  it('sums increases over the window', () => {
    expect(
      buildPromql(
        {
          metric: 'response_total',
          aggregate: 'increase',
          matchers: [{ label: 'direction', op: '=', value: 'inbound' }],
          by: ['namespace', 'tls'],
        },
        60,
        PLAIN,
      ),
    ).toBe(
      'sum by (namespace, tls) (increase(response_total{direction="inbound"}[60s]))',
    );
  });

  it('sums the newest values of gauges', () => {
    expect(
      buildPromql(
        {
          metric: 'tcp_open_connections',
          aggregate: 'last',
          matchers: [],
          by: ['pod'],
        },
        60,
        PLAIN,
      ),
    ).toBe('sum by (pod) (tcp_open_connections{})');
  });

  it('puts the cluster into every selector, and calls labels what they are called there', () => {
    expect(
      buildPromql(
        {
          metric: 'request_total',
          aggregate: 'increase',
          matchers: [{ label: 'namespace', op: '!=', value: 'linkerd' }],
          by: ['namespace', 'pod', 'tls'],
        },
        300,
        {
          matchers: { cluster: 'east' },
          labels: { namespace: 'kubernetes_namespace', pod: 'pod_name' },
        },
      ),
    ).toBe(
      'sum by (kubernetes_namespace, pod_name, tls) (increase(request_total{kubernetes_namespace!="linkerd",cluster="east"}[300s]))',
    );
  });

  it.each([
    ['a metric', { metric: 'up{} or vector(1)' }],
    ['a metric', { metric: '' }],
    ['a label to group by', { by: ['pod) (up) or sum by (pod'] }],
    [
      'a label to match',
      { matchers: [{ label: 'a="",b', op: '=' as const, value: '' }] },
    ],
  ])('refuses a name of %s that is none', (_, part) => {
    expect(() =>
      buildPromql(
        { metric: 'up', aggregate: 'last', matchers: [], by: [], ...part },
        60,
        PLAIN,
      ),
    ).toThrow(RangeError);
  });

  it.each([0, -1, 1.5, NaN])('refuses a window of %s seconds', window => {
    expect(() =>
      buildPromql(
        { metric: 'up', aggregate: 'increase', matchers: [], by: [] },
        window,
        PLAIN,
      ),
    ).toThrow(RangeError);
  });

  it('keeps every value inside its quotes', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.constantFrom('"', '\\', '\\"', '"} or vector(1) #', '\n', '\\n'),
        ),
        value => {
          const selector = buildSelector(
            'm',
            [{ label: 'a', op: '=', value }],
            PLAIN,
          );
          expect(selector.startsWith('m{a="')).toBe(true);
          expect(selector.endsWith('"}')).toBe(true);
          const inner = selector.slice('m{a="'.length, -'"}'.length);
          // No quote stands there unescaped, and no line ends.
          expect(inner.replace(/\\./g, '')).not.toMatch(/["\\\n\r]/);
          expect(unquote(`"${inner}"`)).toBe(
            value.replace(/[\ud800-\udfff]/gu, '\ufffd'),
          );
        },
      ),
    );
  });
});

describe('quote', () => {
  it.each([
    ['a', '"a"'],
    ['a"b', '"a\\"b"'],
    ['a\\b', '"a\\\\b"'],
    ['a\nb', '"a\\u000ab"'],
    ['\u0000', '"\\u0000"'],
    ['ä😀', '"ä😀"'],
  ])('writes %j as %s', (text, written) => {
    expect(quote(text)).toBe(written);
  });
});

describe('matchers of a choice', () => {
  it('match exactly their values', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 5 }),
        fc.string(),
        (values, other) => {
          const isOne = compileMatchers([oneOf('a', values)]);
          const isNone = compileMatchers([noneOf('a', values)]);
          for (const value of [...values, other]) {
            expect(isOne(() => value)).toBe(values.includes(value));
            expect(isNone(() => value)).toBe(!values.includes(value));
          }
        },
      ),
    );
  });

  it('tell their values again', () => {
    const value = fc.string({ minLength: 1 });
    fc.assert(
      fc.property(
        fc.uniqueArray(value, { minLength: 1, maxLength: 5 }),
        values => {
          expect([...choicesOf(oneOf('a', values))!].sort()).toEqual(
            [...values].sort(),
          );
        },
      ),
    );
  });

  it.each(['a.*', 'a|b+', '(a|b)', '[ab]', 'a\\d'])(
    'are not read out of the pattern %s',
    value => {
      expect(choicesOf({ label: 'a', op: '=~', value })).toBeUndefined();
    },
  );

  it('escapes all that means something in a pattern', () => {
    expect(escapePattern('a.b-c|d(e)')).toBe('a\\.b-c\\|d\\(e\\)');
  });
});

describe('splitting a question', () => {
  const query = {
    metric: 'm',
    aggregate: 'increase' as const,
    matchers: [oneOf('namespace', ['a', 'b']), oneOf('pod', ['1', '2', '3'])],
    by: ['namespace'],
  };

  it('halves its longest choice', () => {
    expect(splitLongestChoice(query)!.map(half => half.matchers[1])).toEqual([
      { label: 'pod', op: '=~', value: '1|2' },
      { label: 'pod', op: '=', value: '3' },
    ]);
  });

  it('halves its namespaces', () => {
    expect(splitByNamespace(query, [])!.map(half => half.matchers[0])).toEqual([
      { label: 'namespace', op: '=', value: 'a' },
      { label: 'namespace', op: '=', value: 'b' },
    ]);
  });

  it('halves all namespaces where it names none, but for those that it leaves out', () => {
    const all = { ...query, matchers: [noneOf('namespace', ['c', 'd'])] };
    expect(
      splitByNamespace(all, ['a', 'b', 'c', 'd', 'e'])!.map(half =>
        half.matchers.at(-1),
      ),
    ).toEqual([
      { label: 'namespace', op: '=~', value: 'a|b' },
      { label: 'namespace', op: '=', value: 'e' },
    ]);
  });

  it('ends at one namespace, and at one choice', () => {
    const one = { ...query, matchers: [oneOf('namespace', ['a'])] };
    expect(splitByNamespace(one, ['a', 'b'])).toBeUndefined();
    expect(splitLongestChoice(one)).toBeUndefined();
  });
});

/** Reads a string as Go does. */
function unquote(text: string): string {
  return JSON.parse(text);
}
