import { violations } from './__testUtils__/contract';
import { useDemoPortal } from './__testUtils__/demoPortal';
import { READER, VIDEO, VOTING } from './__testUtils__/portal';

const PATH = '/entities/component/default/videos-web';
const HOUR = 60 * 60_000;

jest.setTimeout(60_000);

describe('history', () => {
  const { get } = useDemoPortal();

  it('should be of an entity that the caller may read', async () => {
    expect((await get(`${PATH}/history`, VOTING)).status).toBe(403);
    const { status, body } = await get(`${PATH}/history`, READER);
    expect(status).toBe(200);
    expect(violations('EntityHistory', body)).toEqual([]);
    expect(body).toMatchObject({
      stepSeconds: 60,
      spanSteps: 12,
      source: 'proxies',
      // They were never read before.
      workloads: [{ workload: { name: 'videos-web' }, inbound: {} }],
    });
  });

  it.each([
    ['tomorrow', 'is no time in ISO 8601'],
    ['2026-13-45T00:00:00Z', 'is no time in ISO 8601'],
    ['-5', 'is no time in ISO 8601'],
    [`${Date.now() + HOUR}`, 'lies in the future'],
    [new Date(Date.now() - 200 * HOUR).toISOString(), 'more than 7 days back'],
  ])('should refuse an end that it can not answer: %s', async (end, reason) => {
    for (const what of ['history', 'stats', 'topology']) {
      const { status, body } = await get(
        `${PATH}/${what}?end=${encodeURIComponent(end)}`,
        VIDEO,
      );
      expect(status).toBe(400);
      expect(violations('Error', body)).toEqual([]);
      expect(body.error.message).toContain(reason);
    }
  });

  it('should say where the memory of the source ends', async () => {
    const end = new Date(Date.now() - 2 * HOUR).toISOString();
    const stats = await get(`${PATH}/stats?end=${end}`, VIDEO);
    expect(stats.status).toBe(200);
    expect(stats.body.warnings).toMatchObject([
      { code: 'not-remembered', message: expect.stringContaining('minutes') },
    ]);
    const history = await get(`${PATH}/history?end=${end}`, VIDEO);
    expect(violations('EntityHistory', history.body)).toEqual([]);
    expect(history.body.times.at(-1)).toBeLessThanOrEqual(Date.parse(end));
    expect(history.body.workloads[0].rememberedSince).toBe(
      history.body.times.at(-1),
    );
  });
});
