import { readProfile } from './objects/ProfileObject';
import { GATEWAY_GROUP, readRoute } from './objects/RouteObject';
import { NO_OBJECTS } from './__testUtils__/noObjects';
import { RuleObjects } from './objects/RuleObjects';
import { SplitLog } from './SplitLog';

const HOUR = 3_600_000;
const MINUTE = 60_000;

function route(...weights: number[]) {
  return readRoute(
    {
      metadata: { name: 'api-split', namespace: 'a' },
      spec: {
        parentRefs: [{ kind: 'Service', group: '', name: 'api', port: 80 }],
        rules: [
          {
            backendRefs: weights.map((weight, i) => ({
              name: `v${i + 1}`,
              port: 80,
              weight,
            })),
          },
        ],
      },
    },
    { group: GATEWAY_GROUP, kind: 'HTTPRoute' },
  )!;
}

function profile(...weights: string[]) {
  return readProfile({
    metadata: { name: 'books.a.svc.cluster.local', namespace: 'a' },
    spec: {
      dstOverrides: weights.map((weight, i) => ({
        authority: `books-${i}.a.svc.cluster.local:80`,
        weight,
      })),
    },
  })!;
}

function objects(more: Partial<RuleObjects>): RuleObjects {
  return { ...NO_OBJECTS, known: new Set(['routes', 'profiles']), ...more };
}

describe('SplitLog', () => {
  const noted = (...read: [number, Partial<RuleObjects>][]) => {
    const log = new SplitLog();
    read.forEach(([at, more]) => log.note(at, objects(more)));
    return log
      .all()
      .map(({ at, route: { kind, name }, from, to }) => [
        at,
        kind,
        name,
        from.map(({ weight }) => weight),
        to.map(({ weight }) => weight),
      ]);
  };

  it('knows nothing of the time before the first reading', () => {
    expect(noted([1, { routes: [route(80, 20)] }])).toEqual([]);
  });

  it('notices weights of routes and ServiceProfiles that change, once', () => {
    expect(
      noted(
        [1, { routes: [route(80, 20)], profiles: [profile('900m', '100m')] }],
        [2, { routes: [route(4, 1)], profiles: [profile('900m', '100m')] }],
        [3, { routes: [route(50, 50)], profiles: [profile('900m', '100m')] }],
        [4, { routes: [route(50, 50)], profiles: [profile('500m', '500m')] }],
        [5, { routes: [route(50, 50)], profiles: [profile('500m', '500m')] }],
      ),
    ).toEqual([
      [3, 'HTTPRoute', 'api-split', [0.8, 0.2], [0.5, 0.5]],
      [
        4,
        'ServiceProfile',
        'books.a.svc.cluster.local',
        [0.9, 0.1],
        [0.5, 0.5],
      ],
    ]);
  });

  it('notices a split that is made and taken away', () => {
    expect(noted([1, {}], [2, { routes: [route(80, 20)] }], [3, {}])).toEqual([
      [2, 'HTTPRoute', 'api-split', [], [0.8, 0.2]],
      [3, 'HTTPRoute', 'api-split', [0.8, 0.2], []],
    ]);
  });

  it('takes what could not be read for unknown, and not for gone', () => {
    const unread = { known: new Set<never>() };
    expect(
      noted(
        [1, { routes: [route(80, 20)] }],
        [2, unread],
        [3, { routes: [route(80, 20)] }],
      ),
    ).toEqual([]);
  });

  it('says nothing of a pause in which nobody looked: the change may be of any age', () => {
    expect(
      noted(
        [0, { routes: [route(80, 20)] }],
        [5 * HOUR, { routes: [route(50, 50)] }],
        [5 * HOUR + 2 * MINUTE, { routes: [route(20, 80)] }],
        // It could not be read in between.
        [5 * HOUR + 4 * MINUTE, { known: new Set<never>() }],
        [5 * HOUR + 6 * MINUTE, { routes: [route(10, 90)] }],
      ),
    ).toEqual([
      [5 * HOUR + 2 * MINUTE, 'HTTPRoute', 'api-split', [0.5, 0.5], [0.2, 0.8]],
    ]);
  });

  it('keeps no more than the longest window, nor very many', () => {
    const old = noted(
      [0, { routes: [route(80, 20)] }],
      [1, { routes: [route(50, 50)] }],
      [7 * HOUR, { routes: [route(50, 50)] }],
      [7 * HOUR + 1, { routes: [route(20, 80)] }],
    );
    expect(old.map(([at]) => at)).toEqual([7 * HOUR + 1]);
    const many = noted(
      ...Array.from(
        { length: 1_000 },
        (_, i): [number, Partial<RuleObjects>] => [
          i,
          { routes: [route(1, i + 1)] },
        ],
      ),
    );
    expect(many).toHaveLength(500);
  });
});
