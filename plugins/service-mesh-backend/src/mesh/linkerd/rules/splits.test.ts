import { WorkloadRef } from '@backstage-mesh/plugin-service-mesh-common';
import { NO_OBJECTS } from './__testUtils__/noObjects';
import { RuleObjects } from './objects/RuleObjects';
import { RuleSubject } from './ruleQuestions';
import { RuleRow } from './ruleRows';
import { assembleSplits } from './splits';

const WEB: WorkloadRef = {
  cluster: 'c',
  namespace: 'shop',
  kind: 'Deployment',
  name: 'web',
};
const BOOKS = { namespace: 'shop', name: 'books' };

function row(
  subject: RuleSubject,
  labels: Record<string, string>,
  value: number,
  more: Partial<RuleRow> = {},
): RuleRow {
  return { subject, labels, value, workload: WEB, inScope: true, ...more };
}

const sent = (value: number) =>
  row('override.sent', { dst: 'books.shop.svc.cluster.local:80' }, value);
const taken = (service: string, value: number, more?: Partial<RuleRow>) => [
  row(
    'override.requests',
    { dst_namespace: 'shop', dst_service: service },
    value,
    more,
  ),
  row(
    'override.responses',
    {
      dst_namespace: 'shop',
      dst_service: service,
      classification: 'success',
    },
    value,
    more,
  ),
];

const PROFILE: RuleObjects['profiles'][number] = {
  namespace: 'shop',
  name: 'books.shop.svc.cluster.local',
  service: BOOKS,
  routes: [],
  overrides: [
    { namespace: 'shop', name: 'v1', weight: 3 },
    { namespace: 'shop', name: 'v2', weight: 1 },
  ],
};

function splitsOf(
  rows: readonly RuleRow[],
  objects: Partial<RuleObjects> = {},
  asked: string[] = [],
) {
  return assembleSplits(
    { rows, missing: new Set() },
    { ...NO_OBJECTS, ...objects },
    ({ name }) => asked.includes(name),
  ).map(({ source, leaf, weight, http, route }) => ({
    source: source?.name,
    leaf: leaf.name,
    weight,
    requests: http.requests,
    by: route?.kind,
  }));
}

describe('splits by a ServiceProfile', () => {
  it('should say what each Service got of what was sent', () => {
    expect(
      splitsOf([sent(100), ...taken('v1', 70), ...taken('v2', 30)], {
        profiles: [PROFILE],
      }),
    ).toEqual([
      {
        source: 'web',
        leaf: 'v1',
        weight: 0.75,
        requests: 70,
        by: 'ServiceProfile',
      },
      {
        source: 'web',
        leaf: 'v2',
        weight: 0.25,
        requests: 30,
        by: 'ServiceProfile',
      },
    ]);
  });

  it('should say nothing where calls that name a Service behind it are among them', () => {
    expect(
      splitsOf([sent(100), ...taken('v1', 170), ...taken('v2', 30)], {
        profiles: [PROFILE],
      }),
    ).toEqual([]);
  });

  it('should say nothing of who calls one of the Services by its own name alone', () => {
    expect(splitsOf(taken('v1', 70), { profiles: [PROFILE] })).toEqual([]);
  });

  it("should take the profile in the caller's namespace before that of the Service", () => {
    const own = {
      ...PROFILE,
      service: { ...BOOKS, namespace: 'library' },
      name: 'books.library.svc.cluster.local',
    };
    const theirs = {
      ...own,
      namespace: 'library',
      overrides: [{ namespace: 'shop', name: 'v1', weight: 1 }],
    };
    const rows = [
      row('override.sent', { dst: 'books.library.svc.cluster.local:80' }, 100),
      ...taken('v1', 70),
      ...taken('v2', 30),
    ];
    expect(
      splitsOf(rows, { profiles: [theirs, own] }).map(({ weight }) => weight),
    ).toEqual([0.75, 0.25]);
  });

  it('should show what is configured where nobody called, to those who are behind it', () => {
    expect(splitsOf([], { profiles: [PROFILE] })).toEqual([]);
    expect(
      splitsOf([], { profiles: [PROFILE] }, ['v2']).map(
        ({ leaf, weight, requests }) => [leaf, weight, requests],
      ),
    ).toEqual([
      ['v1', 0.75, 0],
      ['v2', 0.25, 0],
    ]);
  });
});

describe('splits by a route', () => {
  const call = (backend: string, value: number, more: Partial<RuleRow> = {}) =>
    row(
      'backend.requests',
      {
        parent_namespace: 'shop',
        parent_name: 'books',
        parent_port: '80',
        route_group: 'gateway.networking.k8s.io',
        route_kind: 'HTTPRoute',
        route_namespace: 'shop',
        route_name: 'split',
        backend_namespace: 'shop',
        backend_name: backend,
        backend_port: '80',
      },
      value,
      more,
    );
  const routes = (backends: string[]): RuleObjects['routes'] => [
    {
      namespace: 'shop',
      name: 'split',
      group: 'gateway.networking.k8s.io',
      kind: 'HTTPRoute',
      parents: [{ group: '', kind: 'Service', ...BOOKS }],
      backends: [
        backends.map(name => ({ namespace: 'shop', name, weight: 1 })),
      ],
    },
  ];

  it('should show a Service that is to get a part and got nothing', () => {
    expect(
      splitsOf([call('v1', 10)], { routes: routes(['v1', 'v2']) }),
    ).toMatchObject([
      { leaf: 'v1', weight: 0.5, requests: 10 },
      { leaf: 'v2', weight: 0.5, requests: 0 },
    ]);
  });

  it('should show what the calls show where no object can be read', () => {
    expect(splitsOf([call('v1', 10), call('v2', 5)])).toEqual([
      {
        source: 'web',
        leaf: 'v1',
        weight: undefined,
        requests: 10,
        by: 'HTTPRoute',
      },
      {
        source: 'web',
        leaf: 'v2',
        weight: undefined,
        requests: 5,
        by: 'HTTPRoute',
      },
    ]);
  });

  it('should see no split where all calls stay with the Service', () => {
    expect(splitsOf([call('books', 10)])).toEqual([]);
  });

  it('should count a call once that is asked about from both ends', () => {
    const twice = [
      call('v1', 10),
      call('v1', 10, { subject: 'towards.requests' }),
      call('v2', 7, { subject: 'towards.requests', inScope: false }),
    ];
    expect(splitsOf(twice).map(({ requests }) => requests)).toEqual([10, 7]);
  });
});
