import fc from 'fast-check';
import { attempt, fuzz, hostileText, mutatedJson, mutatedText } from 'fuzzing';
import { LabelMatcher } from '@backstage-mesh/plugin-service-mesh-node';
import { readAnswer, readJson } from '../__testUtils__/recordedMesh';
import { compileMatchers, noneOf, oneOf } from '../labels';
import { choicesOf } from './alternation';
import { decodeAnswer, PrometheusError } from './decodeAnswer';
import { buildPromql, Dialect } from './promql';

const recorded = [
  ...Object.values(
    readJson<Record<string, { response: { data: { result: unknown[] } } }>>(
      'prometheus/queries.json.gz',
    ),
  ).map(({ response }) => ({
    ...response,
    data: { ...response.data, result: response.data.result.slice(0, 4) },
  })),
  ...[
    'empty',
    'nan',
    'error-404',
    'error-bad-query',
    'error-timeout',
    'error-too-many-points',
  ].map(name => parsed(readAnswer(`prometheus/${name}.http`).body.toString())),
  shortened(
    parsed(readAnswer('prometheus/range-in-rps.http.gz').body.toString()),
  ),
  {
    status: 'success',
    warnings: ['partial'],
    data: { resultType: 'scalar', result: [1, '1'] },
  },
];

describe('decodeAnswer', () => {
  it(
    'should accept only numbers and labels, whatever Prometheus answers',
    fuzz(
      fc.tuple(
        fc.constantFrom(200, 200, 200, 200, 400, 403, 422, 500, 503),
        fc.oneof(
          mutatedJson(recorded),
          mutatedJson(recorded),
          mutatedText(recorded.map(answer => JSON.stringify(answer))),
          fc.json(),
        ),
      ),
      ([status, body]) => {
        const { value: answer, refused } = attempt(
          () => decodeAnswer(status, body),
          PrometheusError,
        );
        const message = refused?.message ?? '';
        expect(message.length).toBeLessThan(700);
        expect(message).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
        if (!answer) {
          return;
        }
        const points = [
          ...answer.samples,
          ...answer.series.flatMap(series => series.points),
        ];
        const rows = [...answer.samples, ...answer.series];
        const written = body.match(/inf|nan/i) !== null;
        const broken = [
          points.some(
            ({ at }) => !Number.isFinite(new Date(at * 1000).getTime()),
          ),
          points.some(
            ({ value }) =>
              typeof value !== 'number' || !(Number.isFinite(value) || written),
          ),
          rows.some(({ labels }) =>
            Object.values(labels).some(text => typeof text !== 'string'),
          ),
          answer.warnings.length > 20,
          answer.warnings.some(
            text => text.length > 500 || /[\p{Cc}]/u.test(text),
          ),
        ];
        if (broken.includes(true)) {
          throw new Error(
            `Accepted (rule ${broken.indexOf(true)}): ${JSON.stringify(
              answer,
            ).slice(0, 1_000)}`,
          );
        }
      },
    ),
  );
});

describe('buildPromql', () => {
  const dialect: fc.Arbitrary<Dialect> = fc.record({
    matchers: fc.dictionary(
      fc.oneof(fc.constant('cluster'), hostileText()),
      hostileText(),
      { maxKeys: 2 },
    ),
    labels: fc.record({
      namespace: fc.oneof(fc.constant('namespace'), hostileText()),
      pod: fc.constant('pod'),
    }),
  });

  it(
    'should keep each value inside its quotes, or refuse',
    fuzz(
      fc.record({
        metric: fc.oneof(fc.constant('response_total'), hostileText()),
        by: fc.array(fc.oneof(fc.constant('namespace'), hostileText()), {
          maxLength: 2,
        }),
        matchers: fc.array(
          fc.record<LabelMatcher>({
            label: fc.oneof(fc.constant('pod'), hostileText()),
            op: fc.constantFrom<LabelMatcher['op']>('=', '!=', '=~', '!~'),
            value: hostileText(),
          }),
          { maxLength: 3 },
        ),
        window: fc.oneof(fc.constant(60), fc.double(), fc.integer()),
        dialect,
      }),
      ({ metric, by, matchers, window, dialect: spoken }) => {
        const { value: promql } = attempt(
          () =>
            buildPromql(
              { metric, by, matchers, aggregate: 'increase' },
              window,
              spoken,
            ),
          RangeError,
        );
        if (promql === undefined) {
          return;
        }
        // With its quoted texts taken out, a question holds names and punctuation alone.
        const strings: string[] = [];
        const skeleton = promql.replace(
          /"((?:[^"\\]|\\.)*)"/g,
          (text: string) => {
            strings.push(text);
            return '""';
          },
        );
        expect(skeleton).toMatch(
          /^sum by \([\w, ]*\) \(increase\([\w:]+\{(\w+(=|!=|=~|!~)"",?)*\}\[\d+s\]\)\)$/,
        );
        const values = [
          ...matchers.map(({ value }) => value),
          ...Object.values(spoken.matchers),
        ];
        expect(strings.map(text => JSON.parse(text))).toEqual(
          values.map(value => value.replace(/\p{Cs}/gu, '\ufffd')),
        );
      },
    ),
  );
});

describe('choices', () => {
  it(
    'should match the texts that they were made of, and no other',
    fuzz(
      fc.tuple(
        fc.uniqueArray(hostileText(), { minLength: 1, maxLength: 4 }),
        hostileText(),
      ),
      ([texts, other]) => {
        const matches = compileMatchers([oneOf('a', texts)]);
        const excludes = compileMatchers([noneOf('a', texts)]);
        for (const text of [...texts, other]) {
          expect(matches(() => text)).toBe(texts.includes(text));
          expect(excludes(() => text)).toBe(!texts.includes(text));
        }
        expect(new Set(choicesOf(oneOf('a', texts)))).toEqual(new Set(texts));
      },
      { share: 0.25 },
    ),
  );
});

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return { body };
  }
}

function shortened(answer: unknown): unknown {
  const { status, data } = answer as {
    status: string;
    data: {
      resultType: string;
      result: { metric: object; values: unknown[] }[];
    };
  };
  return {
    status,
    data: {
      ...data,
      result: data.result
        .slice(0, 3)
        .map(({ metric, values }) => ({ metric, values: values.slice(0, 4) })),
    },
  };
}
