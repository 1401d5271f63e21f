import fc from 'fast-check';
import { readAnswer, readJson } from '../__testUtils__/recordedMesh';
import {
  decodeAnswer,
  PrometheusError,
  PrometheusProblem,
} from './decodeAnswer';

function decodeRecorded(file: string) {
  const { status, body } = readAnswer(file);
  return decodeAnswer(status, body.toString());
}

function problemOf(decode: () => unknown): PrometheusError {
  const outcome = outcomeOf(decode);
  expect(outcome).toBeInstanceOf(PrometheusError);
  return outcome as PrometheusError;
}

describe('decodeAnswer', () => {
  it('reads every recorded vector', () => {
    const recorded = readJson<
      Record<string, { response: { data: { result: unknown[] } } }>
    >('prometheus/queries.json.gz');
    expect(Object.keys(recorded).length).toBeGreaterThan(30);
    for (const { response } of Object.values(recorded)) {
      const { samples } = decodeAnswer(200, JSON.stringify(response));
      expect(samples).toHaveLength(response.data.result.length);
    }
  });

  it('reads a recorded range', () => {
    const { series, samples } = decodeRecorded(
      'prometheus/range-in-rps.http.gz',
    );
    expect(samples).toEqual([]);
    expect(series.length).toBeGreaterThan(5);
    expect(series[0].points.length).toBeGreaterThan(2);
    expect(series[0].points[0].value).not.toBeNaN();
  });

  it('reads an empty answer and NaN', () => {
    expect(decodeRecorded('prometheus/empty.http').samples).toEqual([]);
    expect(decodeRecorded('prometheus/nan.http').samples).toEqual([
      { labels: {}, at: 1795220865, value: NaN },
    ]);
  });

  it('reads a scalar, infinities and warnings', () => {
    expect(
      decodeAnswer(
        200,
        '{"status":"success","warnings":["store x is down"],"data":{"resultType":"scalar","result":[1.5,"+Inf"]}}',
      ),
    ).toEqual({
      samples: [{ labels: {}, at: 1.5, value: Infinity }],
      series: [],
      warnings: ['store x is down'],
    });
  });

  it.each<[string, PrometheusProblem, string]>([
    ['error-404', 'not-prometheus', 'HTTP status 404'],
    ['error-bad-query', 'bad-query', 'unclosed left parenthesis'],
    ['error-unknown-function', 'bad-query', 'unknown function'],
    ['error-timeout', 'timeout', 'query timed out'],
    ['error-too-many-points', 'bad-query', 'maximum resolution'],
  ])('tells what the recorded %s means', (file, problem, message) => {
    const error = problemOf(() => decodeRecorded(`prometheus/${file}.http`));
    expect(error.problem).toBe(problem);
    expect(error.message).toContain(message);
  });

  it.each(['svcproxy-prometheus-denied-403', 'podproxy-403'])(
    'tells that it is refused: %s',
    file => {
      expect(
        problemOf(() => decodeRecorded(`kubernetes/${file}.http`)).problem,
      ).toBe('refused');
    },
  );

  it('tells that a Service has no endpoints', () => {
    const error = problemOf(() =>
      decodeRecorded('kubernetes/svcproxy-no-endpoints-503.http'),
    );
    expect(error.problem).toBe('unavailable');
    expect(error.message).toContain('no endpoints');
  });

  it.each([
    'query processing would load too many samples into memory in query execution',
    'expanding series: the query exceeded the maximum number of chunks (limit: 2000000 chunks)',
    'cannot select more than -search.maxSamplesPerQuery=1000000000 samples; possible solutions: increase it',
    'the query hit the max number of series limit (limit: 100000 series)',
    'exceeded series limit: limit 10 violated (got 20): fetch series: exceeded series limit',
  ])('knows a query that is too large: %s', error => {
    expect(
      problemOf(() =>
        decodeAnswer(
          422,
          JSON.stringify({ status: 'error', errorType: 'execution', error }),
        ),
      ).problem,
    ).toBe('too-large');
  });

  it.each([
    [200, '<html>sign in</html>'],
    [200, ''],
    [200, '[]'],
    [200, '{"status":"success"}'],
    [200, '{"status":"success","data":{"resultType":"vector"}}'],
    [200, '{"status":"success","data":{"resultType":"streams","result":[]}}'],
    [
      200,
      '{"status":"success","data":{"resultType":"vector","result":[{"metric":{}}]}}',
    ],
    [
      200,
      '{"status":"success","data":{"resultType":"vector","result":[{"value":[1,"1"]}]}}',
    ],
    [
      200,
      '{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"x"]}]}}',
    ],
    [302, ''],
  ])('says that %i %j is no answer of a Prometheus', (status, body) => {
    expect(problemOf(() => decodeAnswer(status, body)).problem).toBe(
      'not-prometheus',
    );
  });

  it.each([
    '{"status":"error","errorType":"too_many_requests","error":"too many outstanding requests"}',
    'slow down',
  ])('does not take too many questions for a wrong one: %s', body => {
    expect(problemOf(() => decodeAnswer(429, body)).problem).toBe(
      'unavailable',
    );
  });

  it('never throws anything else, whatever comes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 599 }),
        fc.oneof(fc.string(), fc.json()),
        fc.json(),
        (status, body, result) => {
          const outcomes = [
            body,
            `{"status":"success","data":{"resultType":"vector","result":${result}}}`,
            `{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":${result}}]}}`,
          ].map(text => outcomeOf(() => decodeAnswer(status, text)));
          expect(outcomes.filter(isSurprise)).toEqual([]);
        },
      ),
    );
  });
});

function outcomeOf(decode: () => unknown): unknown {
  try {
    decode();
    return undefined;
  } catch (error) {
    return error;
  }
}

function isSurprise(outcome: unknown): boolean {
  return outcome !== undefined && !(outcome instanceof PrometheusError);
}
