import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { ExpositionReader, ExpositionReport } from './ExpositionReader';
import { parseSeries, seriesKey } from './series';

const recorded = path.join(__dirname, '../__fixtures__/linkerd/metrics');

function read(
  chunks: readonly string[],
  keep?: (metric: string) => boolean,
): { samples: [string, number][]; report: ExpositionReport } {
  const samples: [string, number][] = [];
  const reader = new ExpositionReader({
    keep,
    onSample: (identity, value) => {
      samples.push([seriesKey(parseSeries(identity)), value]);
    },
  });
  chunks.forEach(chunk => reader.push(chunk));
  return { samples, report: reader.finish() };
}

describe('ExpositionReader', () => {
  it.each([
    ['a 1', 'a', {}, 1],
    ['a{} 1', 'a', {}, 1],
    ['  a\t{b="c"}\t 1 \r', 'a', { b: 'c' }, 1],
    ['a{b="c",} 1', 'a', { b: 'c' }, 1],
    ['a { b = "c" , d = "e" } 1', 'a', { b: 'c', d: 'e' }, 1],
    ['a:b_c9{b=""} 1', 'a:b_c9', { b: '' }, 1],
    ['a{b="x\\\\y\\"z\\n"} 1', 'a', { b: 'x\\y"z\n' }, 1],
    ['a{b="\\\\"} 1', 'a', { b: '\\' }, 1],
    ['a{b="}{,= #"} 1', 'a', { b: '}{,= #' }, 1],
    ['a{b="ä€😀"} 1', 'a', { b: 'ä€😀' }, 1],
    ['a{__proto__="x"} 1', 'a', JSON.parse('{"__proto__":"x"}'), 1],
    ['a NaN', 'a', {}, NaN],
    ['a +Inf', 'a', {}, Infinity],
    ['a -Inf', 'a', {}, -Infinity],
    ['a 1.795220245e9', 'a', {}, 1795220245],
    ['a .5', 'a', {}, 0.5],
    ['a 1 1795220865000', 'a', {}, 1],
    ['a 1 # {trace_id="x"} 0.5', 'a', {}, 1],
  ])('reads %j', (line, metric, labels, value) => {
    const seen: [string, number][] = [];
    const reader = new ExpositionReader({
      onSample: (identity, sample) => seen.push([identity, sample]),
    });
    reader.push(line);
    expect(reader.finish()).toEqual({ samples: 1, badLines: 0, errors: [] });
    expect(parseSeries(seen[0][0])).toEqual({ metric, labels });
    expect(seen[0][1]).toBe(value);
  });

  it.each([
    ['{b="c"} 1', 'does not begin with a metric name'],
    ['a{b="c} 1', 'value of a label does not end'],
    ['a{b="c" 1', 'labels do not end'],
    ['a{b=c} 1', 'not quoted'],
    ['a{="c"} 1', 'no label name'],
    ['a{b="c"d="e"} 1', 'no "," or "}" after the label b'],
    ['a{b="c",b="d"} 1', 'twice'],
    ['a{b="\\x"} 1', 'unknown escape'],
    ['a{b:"c"} 1', 'no "=" after'],
    ['9a 1', 'no metric name'],
    ['a', 'no value'],
    ['a{b="c"}', 'no value'],
    ['a 0x10', 'no value'],
    ['a 1e', 'no value'],
    ['a one', 'no value'],
    ['a 1 now', 'unexpected "now"'],
  ])('reports %j and goes on', (line, reason) => {
    const { samples, report } = read([`ok 1\n${line}\nok 2\n`]);
    expect(samples.map(([, value]) => value)).toEqual([1, 2]);
    expect(report.badLines).toBe(1);
    expect(report.errors).toEqual([
      { line: 2, reason: expect.stringContaining(reason) },
    ]);
  });

  it('keeps the first errors and counts them all', () => {
    const { report } = read(['?\n'.repeat(100)]);
    expect(report.badLines).toBe(100);
    expect(report.errors).toHaveLength(5);
  });

  it('passes over comments, empty lines and metrics that nobody wants', () => {
    const { samples, report } = read(
      ['# HELP a b\n\n# TYPE a counter\na 1\nb{broken 2\nc 3\n'],
      metric => metric !== 'b',
    );
    expect(samples.map(([key]) => key)).toEqual(['["a"]', '["c"]']);
    expect(report.badLines).toBe(0);
  });

  it('refuses what is too long', () => {
    const reader = new ExpositionReader({ onSample: () => {}, maxLength: 10 });
    expect(() => reader.push('a 1\n'.repeat(3))).toThrow(RangeError);
    expect(() =>
      new ExpositionReader({ onSample: () => {} }).push('a'.repeat(70_000)),
    ).toThrow(/Line 1 of the metrics is longer/);
  });

  it('gives the same in pieces of any size', () => {
    const text = 'a{b="c\\"d"} 1\nb 2\n# x\nc{d="\\n"} 3';
    const whole = read([text]);
    fc.assert(
      fc.property(fc.array(fc.nat(text.length)), cuts => {
        const at = [0, ...cuts.sort((a, b) => a - b), text.length];
        const chunks = at.slice(1).map((end, i) => text.slice(at[i], end));
        expect(read(chunks)).toEqual(whole);
      }),
    );
  });

  it('brings back what was written, whatever the label values are', () => {
    const name = fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_]{0,8}$/);
    fc.assert(
      fc.property(
        name,
        fc.dictionary(name, fc.string({ unit: 'grapheme' }), { maxKeys: 5 }),
        fc.double(),
        (metric, labels, value) => {
          const pairs = Object.entries(labels).map(
            ([key, text]) =>
              `${key}="${text
                .replace(/\\/g, '\\\\')
                .replace(/"/g, '\\"')
                .replace(/\n/g, '\\n')}"`,
          );
          const { samples, report } = read([
            `${metric}{${pairs.join(',')}} ${
              Number.isFinite(value)
                ? value
                : `${value}`.replace('Infinity', 'Inf')
            }\n`,
          ]);
          expect(report.badLines).toBe(0);
          expect(samples).toEqual([
            [seriesKey({ metric, labels }), value === 0 ? 0 : value],
          ]);
        },
      ),
    );
  });

  it('never throws on garbage, nor reads more samples than lines', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary', maxLength: 60 })),
        lines => {
          const { report } = read([lines.join('\n')]);
          expect(report.samples + report.badLines).toBeLessThanOrEqual(
            lines.join('\n').split('\n').length,
          );
        },
      ),
    );
  });

  describe.each(['t1', 't2'])('recorded proxies, %s', moment => {
    const files = readdirSync(path.join(recorded, moment));

    it('are all there', () => {
      expect(files).toHaveLength(35);
    });

    it.each(files)('%s is read without a bad line', file => {
      const text = gunzipSync(
        readFileSync(path.join(recorded, moment, file)),
      ).toString();
      const { samples, report } = read([text]);
      expect(report).toEqual({
        samples: samples.length,
        badLines: 0,
        errors: [],
      });
      const lines = text.split('\n').filter(line => /^[^#]/.test(line));
      expect(samples).toHaveLength(lines.length);
      expect(new Set(samples.map(([key]) => key)).size).toBe(samples.length);
    });
  });
});
