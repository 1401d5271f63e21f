import { meshedPod } from '../__testUtils__/podSnapshot';
import { BackgroundReader } from './BackgroundReader';
import { FleetMembers } from './FleetMembers';

const MINUTE = 60_000;

describe('BackgroundReader', () => {
  const target = { port: 4191, path: '/metrics', labels: {} };

  function scene(more: { max?: number } = {}) {
    const clock = { now: 1_000_000_000 };
    const members = new FleetMembers(60 * MINUTE);
    const reads: string[] = [];
    const background = new BackgroundReader({
      members,
      reader: {
        read: async ({ pod, ring }) => {
          reads.push(pod.name);
          const answer = ring.begin(clock.now);
          answer.add('request_total', clock.now);
          answer.commit();
        },
        fail: () => {},
      },
      max: more.max ?? 200,
      intervalMs: MINUTE,
      now: () => clock.now,
    });
    return { clock, members, reads, background };
  }

  it('forgets the pods of a CronJob an hour after they ended, though nobody ever looks', async () => {
    const { background, clock, members } = scene();
    const web = meshedPod('a', 'web', 0);
    for (let minute = 0; minute < 6 * 60; minute += 1) {
      const job = meshedPod('a', 'report', minute);
      await background.read([web, job].map(pod => ({ pod, target })));
      clock.now += MINUTE;
    }
    const known = members.all().map(({ pod }) => pod.name);
    expect(known).toHaveLength(62);
    expect(known).toContain('web-0');
    expect(known).not.toContain('report-298');
    expect(known).toContain('report-299');
  });

  it('reads no more proxies than it may, and none that was read lately', async () => {
    const { background, clock, reads } = scene({ max: 2 });
    const pods = [0, 1, 2].map(i => ({
      pod: meshedPod('a', 'web', i),
      target,
    }));
    await background.read(pods);
    clock.now += MINUTE / 3;
    await background.read(pods);
    expect(reads).toEqual(['web-0', 'web-1']);
    clock.now += MINUTE / 3;
    await background.read(pods);
    expect(reads).toEqual(['web-0', 'web-1', 'web-0', 'web-1']);
  });

  it('does not read what somebody asked about while it waited for its turn', async () => {
    const { background, clock, members, reads } = scene();
    const pods = [0, 1, 2, 3].map(i => ({
      pod: meshedPod('a', 'web', i),
      target,
    }));
    const round = background.read(pods);
    const answer = members.want(pods[3], clock.now).ring.begin(clock.now);
    answer.add('request_total', 1);
    answer.commit();
    await round;
    expect(reads).toEqual(['web-0', 'web-1', 'web-2']);
  });

  it('reads nothing more after it is closed', async () => {
    const { background, reads } = scene();
    const pods = [0, 1, 2, 3].map(i => ({
      pod: meshedPod('a', 'web', i),
      target,
    }));
    background.close();
    await background.read(pods);
    expect(reads).toEqual([]);
  });
});
