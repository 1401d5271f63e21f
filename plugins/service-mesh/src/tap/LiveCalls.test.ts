import { SimulatedRequest, requestEvents } from '../__fixtures__/tapEvents';
import { GROUP_LIMIT, LiveCalls } from './LiveCalls';
import { TapRows } from './TapRows';

let stream = 0;

function calls(...requests: Partial<SimulatedRequest>[]) {
  const live = new LiveCalls();
  const rows = new TapRows(50, live);
  for (const change of requests) {
    stream += 1;
    rows.add(
      requestEvents(
        {
          direction: 'OUTBOUND',
          peer: 'videos-api',
          method: 'GET',
          path: '/videos/7',
          status: 200,
          latencyMs: 20,
          stream,
          replica: 0,
          ...change,
        },
        0,
      ),
    );
  }
  return live;
}

describe('LiveCalls', () => {
  it('counts by way, peer, method and the pattern of the path', () => {
    const { groups, folded } = calls(
      { path: '/videos/1', latencyMs: 10 },
      { path: '/videos/2', latencyMs: 30, status: 500 },
      { path: '/videos/3', latencyMs: 20 },
      { path: '/videos' },
      { path: '/videos/4', method: 'POST' },
      { path: '/videos/5', direction: 'INBOUND' },
    ).view().route;
    expect(folded).toBeUndefined();
    expect(groups.map(({ key }) => Object.values(key).join(' '))).toEqual([
      'out video/videos-api GET /videos/{id}',
      'out video/videos-api GET /videos',
      'out video/videos-api POST /videos/{id}',
      'in video/videos-api GET /videos/{id}',
    ]);
    expect(groups[0]).toMatchObject({
      requests: 3,
      successes: 2,
      failures: 1,
      best: 10,
      worst: 30,
      lastMs: 20,
    });
  });

  it.each([
    ['path', ['/videos/1', '/videos/2']],
    ['source', ['video/playlists-api']],
    ['destination', ['video/videos-api', 'video/search']],
    ['method', ['GET', 'DELETE']],
  ] as const)('counts by %s', (grouping, names) => {
    const { groups } = calls(
      { path: '/videos/1' },
      {
        path: '/videos/1',
        peer: grouping === 'destination' ? 'search' : 'videos-api',
      },
      {
        path: grouping === 'path' ? '/videos/2' : '/videos/1',
        method: grouping === 'method' ? 'DELETE' : 'GET',
      },
    ).view()[grouping];
    expect(groups.map(({ key }) => key[grouping])).toEqual(names);
    expect(groups.reduce((sum, { requests }) => sum + requests, 0)).toBe(3);
  });

  it('counts a request without an end neither as success nor as failure', () => {
    const [group] = calls({}, { givesUp: true }, { resetErrorCode: 8 }).view()
      .route.groups;
    expect(group).toMatchObject({ requests: 3, successes: 1, failures: 1 });
  });

  it('folds the smallest groups, and loses no request', () => {
    const paths = Array.from({ length: 300 }, (_, index) => ({
      path: `/a/word${index}x`,
      latencyMs: index,
    }));
    const big = Array.from({ length: 5 }, () => ({ path: '/big' }));
    const { groups, folded } = calls(...big, ...paths, ...big).view().path;
    expect(groups).toHaveLength(GROUP_LIMIT);
    expect(groups.find(({ key }) => key.path === '/big')?.requests).toBe(10);
    const counted = groups.reduce((sum, { requests }) => sum + requests, 0);
    expect(counted + (folded?.requests ?? 0)).toBe(310);
    expect(folded?.successes).toBe(folded?.requests);
  });

  it('hands out the same object while a group does not change', () => {
    const live = calls({ path: '/a' }, { path: '/b' });
    const before = live.view().route.groups;
    const rows = new TapRows(5, live);
    rows.add(
      requestEvents(
        {
          direction: 'OUTBOUND',
          peer: 'videos-api',
          method: 'GET',
          path: '/b',
          status: 200,
          latencyMs: 20,
          stream: 99_999,
          replica: 0,
        },
        0,
      ),
    );
    const after = live.view().route.groups;
    expect(after[0]).toBe(before[0]);
    expect(after[1]).not.toBe(before[1]);
    live.clear();
    expect(live.view().route.groups).toEqual([]);
  });
});
