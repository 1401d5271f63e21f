import {
  Recordings,
  SeriesQuery,
} from '@backstage-mesh/plugin-service-mesh-node';
import {
  healthy,
  scripted,
  sourceWith,
  vector,
} from '../__testUtils__/scriptedPrometheus';

const RECORDINGS: Recordings = {
  rateSeconds: 60,
  proxies: 'mesh:proxies:count',
  metrics: [
    {
      record: 'mesh:edge_request_total:rate1m',
      metric: 'request_total',
      aggregate: 'increase',
      matchers: [{ label: 'direction', op: '=', value: 'outbound' }],
      labels: ['cluster', 'namespace', 'deployment', 'dst_deployment', 'tls'],
    },
    {
      record: 'mesh:edge_bucket:rate1m',
      metric: 'latency_bucket',
      aggregate: 'increase',
      matchers: [],
      labels: ['cluster', 'namespace', 'deployment', 'dst_deployment', 'le'],
    },
    {
      record: 'mesh:edge_open:sum',
      metric: 'open',
      aggregate: 'last',
      matchers: [],
      labels: ['cluster', 'namespace', 'deployment'],
    },
  ],
  groups: [
    {
      name: 'counts',
      records: ['mesh:edge_request_total:rate1m', 'mesh:edge_open:sum'],
    },
    { name: 'latency of calls', records: ['mesh:edge_bucket:rate1m'] },
  ],
};

const REQUESTS: SeriesQuery = {
  metric: 'request_total',
  aggregate: 'increase',
  matchers: [
    { label: 'direction', op: '=', value: 'outbound' },
    { label: 'namespace', op: '!=', value: 'mesh' },
  ],
  by: ['namespace', 'deployment', 'dst_deployment', 'tls'],
};

const BUCKETS: SeriesQuery = {
  metric: 'latency_bucket',
  aggregate: 'increase',
  matchers: [{ label: 'namespace', op: '=', value: 'shop' }],
  by: ['le', 'deployment', 'dst_deployment'],
};

const RECORDED =
  'sum by (namespace, deployment, dst_deployment, tls) (mesh:edge_request_total:rate1m{namespace!="mesh",cluster="east"}) * 60';

/** Of the clock of `sourceWith`, which stands at 1,000 s. */
const FRESH = { proxies: 2, ages: [10, 20, 20, 20] };

/** A Prometheus that scrapes each 15 s, with rules as they are described: proxies covered, and how old each record is. */
function withRules(
  rules: { proxies?: number; ages: (number | undefined)[] } | undefined,
  options: {
    intervalSeconds?: number;
    broken?: boolean;
    /** Seconds that its clock is ahead. */
    aheadSeconds?: number;
  } = {},
) {
  const { intervalSeconds = 15, broken, aheadSeconds = 0 } = options;
  const clock = { now: 1_000_000 };
  const state = { broken };
  const records = [
    RECORDINGS.proxies,
    ...RECORDINGS.metrics.map(({ record }) => record),
  ];
  const evaluatedAt = (i: number) => {
    const age = rules?.ages[i];
    return age === undefined ? undefined : 1_000 + aheadSeconds - age;
  };
  const transport = scripted(query => {
    if (query === 'time()' && aheadSeconds > 0) {
      return { body: vector([[{}, 1_000 + aheadSeconds]], 'scalar') };
    }
    if (query.includes('timestamp(')) {
      if (state.broken) {
        return { status: 500, body: 'no' };
      }
      if (!query.includes(RECORDINGS.proxies)) {
        const asked = [...query.matchAll(/timestamp\(([^{]+)\{/g)];
        return {
          body: vector(
            asked.map(([, record], i) => [
              { service_mesh_question: String(i) },
              evaluatedAt(records.indexOf(record))!,
            ]),
          ),
        };
      }
      const rows = [
        rules?.proxies,
        ...(rules?.ages ?? []).map((_, i) => evaluatedAt(i)),
      ].flatMap((value, i): [Record<string, string>, number][] =>
        value === undefined
          ? []
          : [[{ service_mesh_question: String(i) }, value]],
      );
      return { body: vector(rows) };
    }
    if (query.endsWith('[10m]')) {
      return {
        body: {
          status: 'success',
          data: {
            resultType: 'matrix',
            result: [
              {
                metric: {},
                values: [0, 1, 2, 3].map(i => [i * intervalSeconds, '1']),
              },
            ],
          },
        },
      };
    }
    return { body: healthy(query) };
  });
  const source = sourceWith(transport, {
    recordings: RECORDINGS,
    dialect: { matchers: { cluster: 'east' }, labels: {} },
    now: () => clock.now,
  });
  return { source, transport, clock, state };
}

async function written(
  made: ReturnType<typeof withRules>,
  query: SeriesQuery,
  options: { windowSeconds?: number; at?: number } = {},
): Promise<string> {
  await made.source.check();
  const before = made.transport.queries.length;
  await made.source.query([query], { windowSeconds: 60, ...options });
  return made.transport.queries
    .slice(before)
    .find(asked => asked.startsWith('sum by'))!;
}

describe('RecordingRules', () => {
  it('answer questions about the whole mesh, at the rate of the window', async () => {
    const made = withRules(FRESH);
    expect(await written(made, REQUESTS)).toBe(RECORDED);
    expect(made.source.describe(REQUESTS, 60)).toBe(RECORDED);
    expect(made.source.detail()).toBe(
      'uses its recording rules for counts, latency of calls',
    );
  });

  it('answer questions about gauges as they are', async () => {
    const open: SeriesQuery = {
      metric: 'open',
      aggregate: 'last',
      matchers: [],
      by: ['deployment'],
    };
    expect(await written(withRules(FRESH), open, { windowSeconds: 600 })).toBe(
      'sum by (deployment) (mesh:edge_open:sum{cluster="east"})',
    );
  });

  it('answer how long the calls of a part of it take', async () => {
    expect(await written(withRules(FRESH), BUCKETS)).toBe(
      'sum by (le, deployment, dst_deployment) (mesh:edge_bucket:rate1m{namespace="shop",cluster="east"}) * 60',
    );
  });

  it.each<[string, SeriesQuery, { windowSeconds?: number; at?: number }]>([
    ['another window', REQUESTS, { windowSeconds: 300 }],
    ['another moment', REQUESTS, { at: 900_000 }],
    [
      'counts of a part of the mesh',
      {
        ...REQUESTS,
        matchers: [
          REQUESTS.matchers[0],
          { label: 'namespace', op: '=', value: 'shop' },
        ],
      },
      {},
    ],
    ['pods', { ...REQUESTS, by: ['pod'] }, {}],
    [
      'a condition on what was not recorded',
      {
        ...REQUESTS,
        matchers: [
          ...REQUESTS.matchers,
          { label: 'status_code', op: '=', value: '200' },
        ],
      },
      {},
    ],
    [
      'more than was recorded',
      { ...REQUESTS, matchers: REQUESTS.matchers.slice(1) },
      {},
    ],
  ])('leave %s to the series of the proxies', async (_, query, options) => {
    expect(await written(withRules(FRESH), query, options)).not.toContain(
      'mesh:',
    );
  });

  it.each<
    [
      string,
      Parameters<typeof withRules>[0],
      Parameters<typeof withRules>[1],
      RegExp,
    ]
  >([
    ['absent', undefined, {}, /^$/],
    ['out of reach', FRESH, { broken: true }, /^$/],
    [
      'stale',
      { proxies: 2, ages: [200, 200, 200, 200] },
      {},
      /not used: they were evaluated 200 s ago/,
    ],
    [
      'partial',
      { proxies: 1, ages: FRESH.ages },
      {},
      /not used: they cover 1 of 2 proxies/,
    ],
    [
      'of unknown coverage',
      { ages: [undefined, 20, 20, 20] },
      {},
      /not used: mesh:proxies:count is missing/,
    ],
    ['too thin', FRESH, { intervalSeconds: 30 }, /not used: .* every 30 s/],
  ])('are not used where they are %s', async (_, rules, options, detail) => {
    const made = withRules(rules, options);
    expect(await written(made, REQUESTS)).toContain('increase(request_total');
    expect(made.source.detail() ?? '').toMatch(detail);
  });

  it('are described where they are used, and not for another moment', async () => {
    const made = withRules(FRESH);
    await made.source.check();
    expect(made.source.describe(REQUESTS, 60)).toBe(RECORDED);
    const past = made.source.describe(REQUESTS, 60, { at: 900_000 });
    expect(past).toContain('increase(request_total');
    expect(past).toBe(await written(made, REQUESTS, { at: 900_000 }));
  });

  it.each([0, 90])(
    'are told to be as old as the oldest that is used, by a clock that is %s s ahead',
    async aheadSeconds => {
      const { source, state } = withRules(
        { proxies: 2, ages: [10, 20, 140, 20] },
        { aheadSeconds },
      );
      await source.check();
      const measuredAt = async (...queries: SeriesQuery[]) =>
        (await source.query(queries, { windowSeconds: 60 })).measuredAt;
      const pods = { ...REQUESTS, by: ['pod'] };
      expect(await measuredAt(pods)).toBe(1_000_000);
      expect(await measuredAt(pods, REQUESTS)).toBe(980_000);
      expect(await measuredAt(REQUESTS, BUCKETS)).toBe(860_000);
      // It does not say now: they are no older than they were when they were looked at.
      state.broken = true;
      expect(await measuredAt(REQUESTS, BUCKETS)).toBe(860_000);
    },
  );

  it('are looked at once a minute, also where the last look failed', async () => {
    const { source, transport, clock, state } = withRules(FRESH);
    const looks = () =>
      transport.queries
        .splice(0)
        .filter(query => query.includes(RECORDINGS.proxies)).length;
    await source.check();
    expect(looks()).toBe(1);
    state.broken = true;
    for (let second = 0; second < 180; second += 10) {
      clock.now += 10_000;
      await source.check();
    }
    expect(looks()).toBe(3);
    expect(source.detail()).toMatch(/not used: they were not seen lately/);
    state.broken = false;
    clock.now += 60_000;
    await source.check();
    expect(looks()).toBe(1);
  });

  it('are used one by one where some are missing', async () => {
    const made = withRules({ proxies: 2, ages: [10, 20, undefined, 20] });
    expect(await written(made, REQUESTS)).toBe(RECORDED);
    expect(await written(made, BUCKETS)).toContain('increase(latency_bucket');
    expect(made.source.detail()).toBe(
      'uses its recording rules for counts; it has none for latency of calls',
    );
  });
});
