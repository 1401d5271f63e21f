import { readdirSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { attempt, fuzz, hostileText, mutatedText } from 'fuzzing';
import { readFixture } from '../__testUtils__/recordedMesh';
import { PodRing } from '../proxies/PodRing';
import { ExpositionReader, ExpositionReport } from './ExpositionReader';
import { parseSeries, seriesKey } from './series';

const FOLDER = path.join(__dirname, '../__fixtures__/linkerd/metrics/t1');

/** Pieces of recorded metrics: between them they hold each metric. */
const pieces = readdirSync(FOLDER)
  .slice(0, 12)
  .flatMap(file => {
    const lines = readFixture(`metrics/t1/${file}`).toString().split('\n');
    return [0, 200, 400, 600, 800].flatMap(from => {
      const part = lines.slice(from, from + 4).join('\n');
      return part ? [part] : [];
    });
  });

/** Lines that are metrics, or nearly. */
const written = fc
  .array(
    fc
      .tuple(
        fc.oneof(fc.constantFrom('a', 'response_total', 'a:b'), hostileText()),
        fc.array(
          fc.tuple(fc.constantFrom('pod', 'a', '__proto__'), hostileText()),
          {
            maxLength: 3,
          },
        ),
        fc.oneof(
          fc.constantFrom('1', '0x1', '1e999', 'NaN', '+Inf', '1_0'),
          hostileText(),
        ),
        fc.constantFrom('', ' 1700000000000', ' # {} 1'),
      )
      .map(
        ([name, labels, value, end]) =>
          `${name}{${labels
            .map(([label, text]) => `${label}="${text}"`)
            .join(',')}} ${value}${end}`,
      ),
    { maxLength: 5 },
  )
  .map(lines => lines.join('\n'));

describe('ExpositionReader', () => {
  it(
    'should read samples or count bad lines, the same in any pieces',
    fuzz(
      fc.tuple(
        fc.oneof(mutatedText(pieces), written),
        fc.array(fc.nat(3_000), { maxLength: 3 }),
      ),
      ([text, cuts]) => {
        const whole = read([text]);
        const at = [
          0,
          ...cuts.map(cut => cut % (text.length + 1)).sort((a, b) => a - b),
          text.length,
        ];
        const parts = at.slice(1).map((end, i) => text.slice(at[i], end));
        expect(read(parts)).toEqual(whole);
        if (typeof whole === 'string') {
          return;
        }
        const { samples, report } = whole;
        const broken = samples.filter(
          ([identity, value, metric]) =>
            // A number that is written out is one: what is too large for it is no number.
            !(Number.isFinite(value) || /inf|nan/i.test(text)) ||
            !isSound(identity, metric),
        );
        expect([
          broken,
          samples.length - report.samples,
          report.errors.some(({ reason }) => reason.length > 200),
          report.errors.length > 5,
          report.samples + report.badLines > text.split('\n').length,
        ]).toEqual([[], 0, false, false, false]);
      },
    ),
  );

  it(
    'should keep a ring of samples in which every number is one',
    fuzz(
      fc.array(fc.oneof(mutatedText(pieces), written), {
        minLength: 2,
        maxLength: 3,
      }),
      texts => {
        const ring = new PodRing(600_000);
        texts.forEach((text, i) => {
          const answer = ring.begin(1_000_000 + i * 10_000);
          const reader = new ExpositionReader({ onSample: answer.add });
          attempt(() => {
            reader.push(text);
            reader.finish();
            answer.commit();
          }, RangeError);
        });
        const increase = ring.increase(
          {
            from: 1_000_000,
            to: 1_000_000 + texts.length * 10_000,
            tolerance: 5_000,
          },
          false,
        );
        const grown = ring.series.flatMap(({ metric }, index) =>
          increase && metric.endsWith('_total') ? [increase.of(index)] : [],
        );
        expect(grown.filter(value => value < 0)).toEqual([]);
      },
      { share: 0.25 },
    ),
  );
});

/** A series that is understood is one that could be written again. */
function isSound(identity: string, metric: string): boolean {
  const { value: series } = attempt(() => parseSeries(identity), SyntaxError);
  if (!series) {
    return true;
  }
  const labels = Object.entries(series.labels);
  const again = `${metric}{${labels
    .map(
      ([name, value]) =>
        `${name}="${value
          .replace(/\\/g, '\\\\')
          .replace(/"/g, '\\"')
          .replace(/\n/g, '\\n')}"`,
    )
    .join(',')}}`;
  return (
    series.metric === metric &&
    labels.every(([name]) => /^[a-zA-Z_]\w*$/.test(name)) &&
    seriesKey(parseSeries(again)) === seriesKey(series)
  );
}

function read(
  parts: readonly string[],
): { samples: [string, number, string][]; report: ExpositionReport } | string {
  const samples: [string, number, string][] = [];
  const reader = new ExpositionReader({
    onSample: (...sample) => samples.push(sample),
  });
  const { value, refused } = attempt(() => {
    parts.forEach(part => reader.push(part));
    return { samples, report: reader.finish() };
  }, RangeError);
  return value ?? String(refused);
}
