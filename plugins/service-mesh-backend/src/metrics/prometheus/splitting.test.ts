import { SeriesQuery } from '@backstage-mesh/plugin-service-mesh-node';
import { scriptedConnection } from '../__testUtils__/recordedMesh';
import {
  asksFor,
  healthy,
  matrix,
  QUERY,
  scripted,
  RANGE,
  SCRAPED,
  sourceWith,
  vector,
} from '../__testUtils__/scriptedPrometheus';
import { oneOf } from '../labels';
import { PrometheusTransport, ServiceTransport } from './transports';

describe('questions that are too large', () => {
  it('are split by namespaces, as far as they must be, which is remembered', async () => {
    const tooLarge = {
      status: 422,
      body: {
        status: 'error',
        errorType: 'execution',
        error: 'query processing would load too many samples into memory',
      },
    };
    const transport = scripted(query => {
      if (!query.includes('request_total')) {
        return undefined;
      }
      const one = /namespace="(\w)"/.exec(query);
      return one
        ? { body: vector([[{ tls: 'true' }, one[1].charCodeAt(0) - 96]]) }
        : tooLarge;
    });
    const source = sourceWith(transport);
    const query = { ...QUERY, by: ['tls'] };
    const { results } = await source.query([query], { windowSeconds: 120 });
    expect(results).toEqual([[{ labels: { tls: 'true' }, value: 10 }]]);
    const first = transport.queries.length;
    await source.query([query], { windowSeconds: 120 });
    expect(transport.queries.slice(first)).toHaveLength(4);
  });

  it('fail where one namespace alone is too large', async () => {
    const transport = scripted(query =>
      query.includes('request_total')
        ? {
            status: 422,
            body: { status: 'error', error: 'too many samples' },
          }
        : undefined,
    );
    await expect(
      sourceWith(transport).query([QUERY], { windowSeconds: 120 }),
    ).rejects.toThrow('too many samples');
  });

  it('are split by namespaces, and then in time', async () => {
    const transport = scripted(query => {
      if (query.startsWith('count(count_over_time(')) {
        return { body: SCRAPED };
      }
      if (!asksFor('request_total')(query)) {
        return undefined;
      }
      const { start, end } = transport.params.at(-1)!;
      return start === end && /namespace="\w"/.test(query)
        ? { body: matrix([[{}, [[Number(start), 1]]]]) }
        : { status: 422, body: { status: 'error', error: 'too many samples' } };
    });
    const { results } = await sourceWith(transport, {
      namespaces: () => ['a', 'b'],
    }).queryRange([{ ...QUERY, by: [] }], RANGE);
    expect(results).toEqual([
      [
        [{ labels: {}, value: 2 }],
        [{ labels: {}, value: 2 }],
        [{ labels: {}, value: 2 }],
      ],
    ]);
  });

  it('are split where they are too long for a URL, and their answers added up', async () => {
    const lengths: number[] = [];
    const connection = scriptedConnection(request => {
      const query = `${request.query?.query}`;
      lengths.push(query.length);
      return {
        status: 200,
        body: JSON.stringify(
          query.includes('request_total')
            ? vector([[{ namespace: 'a' }, query.split('|').length]])
            : healthy(query),
        ),
      };
    });
    const source = sourceWith(
      new ServiceTransport(connection, {
        type: 'service',
        namespace: 'linkerd-viz',
        name: 'prometheus',
        port: '9090',
        scheme: 'http',
        path: '',
      }),
    );
    const pods = Array.from(
      { length: 400 },
      (_, i) => `some-workload-${i}-abcdef-xyz`,
    );
    const { results } = await source.query(
      [{ ...QUERY, matchers: [oneOf('pod', pods)], by: ['namespace'] }],
      { windowSeconds: 120 },
    );
    expect(results).toEqual([[{ labels: { namespace: 'a' }, value: 400 }]]);
    expect(Math.max(...lengths)).toBeLessThan(8 * 1024);
    expect(lengths.filter(length => length > 1_000).length).toBeLessThan(6);
  });
});

describe('questions that are asked together', () => {
  const questions = (count: number): SeriesQuery[] =>
    Array.from({ length: count }, (_, i) => ({ ...QUERY, metric: `m${i}` }));
  const merged = (query: string) =>
    [...query.matchAll(/increase\(m(\d+)/g)].map(match => Number(match[1]));
  /** Answers each question of a query with its own number, but those that fail. */
  const answer = (query: string, failing: (asked: number[]) => unknown) => {
    const asked = merged(query);
    if (asked.length === 0) {
      return undefined;
    }
    const error = failing(asked);
    return error
      ? { status: 422, body: error }
      : {
          body: vector(
            asked.map((value, index) => [
              {
                namespace: 'a',
                ...(asked.length > 1 && { service_mesh_question: `${index}` }),
              },
              value,
            ]),
          ),
        };
  };
  const ask = (transport: PrometheusTransport, count: number) =>
    sourceWith(transport).query(questions(count), { windowSeconds: 120 });
  const expected = (count: number) =>
    questions(count).map((_, i) => [{ labels: { namespace: 'a' }, value: i }]);

  it('are few queries, as many as are answered side by side', async () => {
    const transport = scripted(query => answer(query, () => undefined));
    const { results } = await ask(transport, 33);
    expect(results).toEqual(expected(33));
    const sent = transport.queries.filter(query => merged(query).length > 0);
    expect(sent.map(query => merged(query).length)).toEqual([7, 7, 7, 6, 6]);
    expect(sent[0]).toMatch(
      /^label_replace\(sum by \(namespace, tls\) \(increase\(m0\{\}\[120s\]\)\), "service_mesh_question", "0", "", ""\) or label_replace\(/,
    );
  });

  it('are asked alone where they are histograms', async () => {
    const transport = scripted(() => undefined);
    await sourceWith(transport).query(
      [
        ...questions(8),
        ...questions(2).map(query => ({ ...query, by: ['le'] })),
      ],
      { windowSeconds: 120 },
    );
    const sent = transport.queries.filter(query => merged(query).length > 0);
    expect(sent.map(query => merged(query).length).sort()).toEqual([
      1, 1, 2, 2, 2, 2,
    ]);
  });

  it.each([
    ['of a kind that can not be answered', { errorType: 'bad_data' }],
    ['as nothing answers in time', { errorType: 'timeout' }],
  ])('fail alone %s', async (_, kind) => {
    const transport = scripted(query =>
      answer(
        query,
        asked => asked.includes(5) && { status: 'error', error: 'no', ...kind },
      ),
    );
    const { results, warnings } = await ask(transport, 33);
    const others = expected(33).map((value, i) =>
      i === 5 ? undefined : value,
    );
    expect(results).toEqual(others);
    expect(warnings).toMatchObject([
      { code: 'metric-missing', message: 'm5 could not be asked' },
    ]);
  });

  it('are asked apart for a while after they were too much together', async () => {
    const transport = scripted(query =>
      answer(
        query,
        asked =>
          asked.length > 2 && { status: 'error', error: 'too many samples' },
      ),
    );
    const source = sourceWith(transport);
    const again = () => source.query(questions(16), { windowSeconds: 120 });
    expect((await again()).results).toEqual(expected(16));
    const before = transport.queries.length;
    expect((await again()).results).toEqual(expected(16));
    expect(transport.queries.slice(before)).toHaveLength(8);
  });

  it('are not asked again one by one where nobody answers', async () => {
    const transport = scripted(query =>
      merged(query).length > 0
        ? { status: 503, body: { status: 'error', error: 'down' } }
        : undefined,
    );
    await expect(ask(transport, 8)).rejects.toThrow('down');
    expect(
      transport.queries.filter(query => merged(query).length > 0),
    ).toHaveLength(4);
  });

  it('fit into a URL', async () => {
    const transport = scripted(query => answer(query, () => undefined));
    const long = { ...transport, maxLength: 1_000 };
    const { results } = await ask(long, 33);
    expect(results).toEqual(expected(33));
    const lengths = transport.params.map(
      params => new URLSearchParams(params).toString().length,
    );
    expect(Math.max(...lengths)).toBeLessThanOrEqual(1_000);
  });
});
