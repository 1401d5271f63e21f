import { DemoCluster, startDemoCluster } from 'demo-cluster';
import {
  EventStream,
  openEventStream,
} from '../routes/__testUtils__/eventStream';
import { as, PLATFORM } from '../routes/__testUtils__/portal';
import { FaultPortal } from './__testUtils__/FaultPortal';
import { pause, until } from './__testUtils__/until';

jest.setTimeout(300_000);

const tapOf = (deployment: string) =>
  `/clusters/east/namespaces/video/tap?resource_type=deployment&resource_name=${deployment}`;
const DEPLOYMENTS = ['videos-web', 'playlists-api', 'videos-api', 'quiet'];

const TAPS = 1_000;
/** As many at a time as a busy portal may have. */
const AT_ONCE = 50;

describe('the portal', () => {
  let demo: DemoCluster;
  let portal: FaultPortal | undefined;

  beforeAll(async () => {
    demo = await startDemoCluster({ world: 'east' });
  });

  beforeEach(async () => {
    portal = await FaultPortal.start(
      [
        {
          name: 'east',
          url: demo.url,
          serviceAccountToken: demo.tokens.portal,
        },
      ],
      { tap: { maxPerUser: AT_ONCE } },
    );
    await portal.clusterIn('east', 'ready');
  });

  afterEach(async () => {
    await portal?.stop();
    portal = undefined;
    demo.tapFaults.set(undefined);
  });

  afterAll(() => demo?.close());

  const open = (index: number): Promise<EventStream> =>
    openEventStream(
      `${portal!.url}${tapOf(DEPLOYMENTS[index % DEPLOYMENTS.length])}`,
      { Authorization: as(PLATFORM) },
    );

  it('holds nothing of 1,000 taps that were opened and dropped', async () => {
    const openAndDrop = async (count: number) => {
      for (let from = 0; from < count; from += AT_ONCE) {
        const streams = await Promise.all(
          Array.from({ length: AT_ONCE }, (_, i) => open(from + i)),
        );
        expect(streams.map(({ status }) => status)).toEqual(
          Array(AT_ONCE).fill(200),
        );
        // Some are dropped before the mesh has answered, others in the midst of events.
        await pause(from % 100 === 0 ? 0 : 30);
        streams.forEach(stream => stream.close());
        await until('the portal noticed', async () => {
          const next = await open(0);
          next.close();
          return next.status === 200;
        });
      }
      await until('the mesh is let go', () => demo.tapFaults.openStreams === 0);
      // The grace of the last taps, and connections that are kept for a while.
      await pause(3_000);
    };
    await openAndDrop(AT_ONCE);
    const before = heldResources();
    await openAndDrop(TAPS);
    const after = heldResources();
    // A few connections to the API server are kept for the next question.
    expect(after.sockets - before.sockets).toBeLessThanOrEqual(16);
    expect(after.timers - before.timers).toBeLessThanOrEqual(16);
  });

  it('stops within seconds with open streams, also of readers that take nothing and of a mesh that is silent', async () => {
    demo.tapFaults.set({ kind: 'silent' });
    const silent = await open(0);
    demo.tapFaults.set(undefined);
    const speaking = await open(1);
    await speaking.waitFor(({ type }) => type === 'tap', 10_000);
    // The API server is gone meanwhile: nothing of it may be waited for.
    const bringBack = demo.faults.add(() => ({ kind: 'hang' }));
    const before = performance.now();
    await portal!.stop();
    portal = undefined;
    expect(performance.now() - before).toBeLessThan(3_000);
    await Promise.all([silent.ended, speaking.ended]);
    for (const stream of [silent, speaking]) {
      expect(stream.messages.at(-1)).toEqual({
        type: 'end',
        data: {
          reason: 'shutdown',
          message: 'The portal is restarting: start the tap again in a moment.',
          retry: true,
        },
      });
    }
    await until('the mesh is let go', () => demo.tapFaults.openStreams === 0);
    bringBack();
  });
});

/** What keeps this process busy. */
function heldResources(): { sockets: number; timers: number } {
  const held = process.getActiveResourcesInfo();
  const count = (name: string) => held.filter(item => item === name).length;
  return { sockets: count('TCPSocketWrap'), timers: count('Timeout') };
}
