import {
  Timeline,
  TopologyComparison,
} from '@backstage-mesh/plugin-service-mesh-common';
import { violations } from './__testUtils__/contract';
import { useDemoPortal } from './__testUtils__/demoPortal';
import {
  PLATFORM,
  READER,
  STRANGER,
  VIDEO,
  VOTING,
} from './__testUtils__/portal';

const PATH = '/entities/component/default/videos-web';
const MINUTE = 60_000;
const ago = (minutes: number) =>
  new Date(Date.now() - minutes * MINUTE).toISOString();

jest.setTimeout(60_000);

describe('time travel', () => {
  const { get } = useDemoPortal({ unreachable: ['down'] });

  it('should compare the surroundings of an entity for those who may read it', async () => {
    const path = `${PATH}/comparison?window=1m&before=${ago(10)}`;
    expect((await get(path, VOTING)).status).toBe(403);
    const { status, body } = await get(path, READER);
    expect(status).toBe(200);
    expect(violations('TopologyComparison', body)).toEqual([]);
    const { before, after } = body as TopologyComparison;
    expect(after.focus).toHaveLength(1);
    expect(after.nodes.length).toBeGreaterThan(1);
    // the portal reads proxies since a moment ago, and says so
    expect(before.warnings).toMatchObject([{ code: 'not-remembered' }]);
    expect(before.edges).toEqual([]);
  });

  it('should tell the hour before, unknown where nothing was measured', async () => {
    expect((await get(`${PATH}/timeline`, VOTING)).status).toBe(403);
    const { status, body } = await get(`${PATH}/timeline?depth=2`, READER);
    expect(status).toBe(200);
    expect(violations('Timeline', body)).toEqual([]);
    const { times, stepSeconds, requests, failures, rememberedSince } =
      body as Timeline;
    expect(times.length * stepSeconds).toBe(3600);
    expect(requests).toHaveLength(times.length);
    expect(failures[0]).toBeNull();
    expect(rememberedSince).toBeGreaterThan(times[0]);
    const past = await get(`${PATH}/timeline?end=${ago(30)}`, READER);
    expect(past.body.times.at(-1)).toBeLessThanOrEqual(
      Date.now() - 30 * MINUTE,
    );
  });

  it.each([PLATFORM, VIDEO])(
    'should answer for the mesh too: %s',
    async user => {
      const comparison = await get(
        `/comparison?cluster=east&window=1m&before=${ago(10)}`,
        user,
      );
      expect(comparison.status).toBe(200);
      expect(violations('TopologyComparison', comparison.body)).toEqual([]);
      const timeline = await get('/timeline?namespace=video', user);
      expect(timeline.status).toBe(200);
      expect(violations('Timeline', timeline.body)).toEqual([]);
      expect(timeline.body.requests).toHaveLength(timeline.body.times.length);
      // a cluster that does not answer takes nothing from the others
      expect(timeline.body.warnings).toContainEqual(
        expect.objectContaining({ cluster: 'down' }),
      );
    },
  );

  it('should tell nothing of the mesh to those who may see nothing of it', async () => {
    for (const what of ['timeline', `comparison?before=${ago(10)}`]) {
      expect((await get(`/${what}`, STRANGER)).status).toBe(403);
    }
  });

  it.each([
    ['', 400, 'before'],
    ['before=yesterday', 400, 'is no time in ISO 8601'],
    [`before=${ago(-0.5)}`, 400, 'must lie before "end"'],
    [`before=${ago(5)}&end=${ago(10)}`, 400, 'must lie before "end"'],
    [`before=${ago(20000)}`, 400, 'more than 7 days back'],
  ])(
    'should refuse what can not be compared: %s',
    async (query, code, reason) => {
      const { status, body } = await get(`${PATH}/comparison?${query}`, VIDEO);
      expect(status).toBe(code);
      expect(violations('Error', body)).toEqual([]);
      expect(body.error.message).toContain(reason);
    },
  );
});
