import { TestBackend } from '@backstage/backend-test-utils';
import {
  isHiddenTapAddress,
  TapEvent,
  tapRequestKey,
} from '@backstage-mesh/plugin-service-mesh-common';
import { DemoCluster, startDemoCluster, TapFault } from 'demo-cluster';
import { violations } from '../__testUtils__/contract';
import {
  EventStream,
  openEventStream,
  ReceivedMessage,
} from '../__testUtils__/eventStream';
import {
  as,
  clustersConfig,
  PLATFORM,
  READER,
  startPortal,
  VIDEO,
  VOTING,
} from '../__testUtils__/portal';

const tapOf = (deployment: string) =>
  `/clusters/east/namespaces/video/tap?resource_type=deployment&resource_name=${deployment}`;
const WEB = tapOf('videos-web');
const OF_ENTITY = '/entities/component/default/videos-web/tap';

jest.setTimeout(60_000);

describe('live tap', () => {
  let demo: DemoCluster;
  let portal: TestBackend;
  const streams: EventStream[] = [];

  beforeAll(async () => {
    demo = await startDemoCluster({ world: 'east' });
    const { url, tokens } = demo;
    portal = await startPortal({
      kubernetes: clustersConfig([
        { name: 'east', url, token: tokens.portal },
        { name: 'no-tap', url, token: tokens.noTap },
        { name: 'off', url, token: tokens.portal },
      ]),
      serviceMesh: {
        clusters: [{ name: 'off', tap: { enabled: false } }],
        tap: { maxPerUser: 3, recheckInterval: '30s' },
      },
    });
    // So that a tap begins at once below, as on a portal that runs.
    const first = await open(WEB, PLATFORM);
    first.close();
  });

  afterEach(() => {
    streams.splice(0).forEach(stream => stream.close());
    demo.tapFaults.set(undefined);
  });

  afterAll(async () => {
    await portal?.stop();
    await demo?.close();
  });

  async function open(path: string, user: string): Promise<EventStream> {
    const stream = await openEventStream(
      `http://127.0.0.1:${portal.server.port()}/api/service-mesh${path}`,
      { Authorization: as(user), Accept: 'text/event-stream' },
    );
    streams.push(stream);
    return stream;
  }

  const isTap = ({ type }: ReceivedMessage) => type === 'tap';
  const isEnd = ({ type }: ReceivedMessage) => type === 'end';
  const eventOf = ({ data }: ReceivedMessage) => data as TapEvent;
  const events = (stream: EventStream) =>
    stream.messages.filter(isTap).map(eventOf);

  it.each([
    ['by cluster', WEB],
    ['by entity', `${OF_ENTITY}?cluster=east`],
    [
      'by entity, as the tab asks',
      `${OF_ENTITY}?cluster=east&namespace=video&resource_type=deployment&resource_name=videos-web`,
    ],
  ])('should show requests within 3 seconds, %s', async (_, path) => {
    const stream = await open(path, VIDEO);
    expect(stream.status).toBe(200);
    expect(stream.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    });
    expect((await stream.waitFor(() => true)).data).toEqual({
      target: {
        cluster: 'east',
        namespace: 'video',
        kind: 'Deployment',
        name: 'videos-web',
      },
      pods: [
        expect.stringMatching(/^videos-web-/),
        expect.stringMatching(/^videos-web-/),
      ],
      maxRps: 100,
      expiresAt: expect.any(String),
    });
    const { event } = eventOf(
      await stream.waitFor(
        message => isTap(message) && !!eventOf(message).event.requestInit,
        3_000,
      ),
    );
    expect(event.requestInit?.headers.length).toBeGreaterThan(0);
    await stream.waitFor(
      message => isTap(message) && !!eventOf(message).event.responseEnd,
    );
    expect(
      events(stream).flatMap(tapped => violations('TapEvent', tapped)),
    ).toEqual([]);
  });

  it('should hide the values of headers that are not on the list', async () => {
    const stream = await open(`${WEB}&method=POST`, PLATFORM);
    const { event } = eventOf(
      await stream.waitFor(
        message =>
          isTap(message) &&
          eventOf(message).event.requestInit?.headers.some(
            ({ name }) => name === 'authorization',
          ) === true,
        20_000,
      ),
    );
    expect(event.requestInit?.headers).toContainEqual({
      name: 'authorization',
      redacted: true,
    });
    expect(event.requestInit?.headers).toContainEqual({
      name: 'content-type',
      value: expect.any(String),
    });
    expect(stream.text()).not.toMatch(/Bearer /);
  });

  it('should link the peers that may be read, and hide the others', async () => {
    const stream = await open(`${OF_ENTITY}?cluster=east`, VIDEO);
    const outbound = (name: string) => (message: ReceivedMessage) =>
      isTap(message) &&
      eventOf(message).proxyDirection === 'OUTBOUND' &&
      (name
        ? eventOf(message).destinationMeta.labels.deployment === name
        : eventOf(message).destinationMeta.link === undefined);
    const known = eventOf(await stream.waitFor(outbound('playlists-api')));
    expect(known.destinationMeta.link).toBe(
      '/clusters/east/namespaces/video/svcmeshworkloads/dpm-playlists-api',
    );
    const hidden = eventOf(await stream.waitFor(outbound(''), 10_000));
    expect(Object.keys(hidden.destinationMeta.labels)).toEqual(
      expect.not.arrayContaining([
        'deployment',
        'pod',
        'namespace',
        'server_id',
      ]),
    );
    expect(hidden.sourceMeta.labels.deployment).toBe('videos-web');
    expect(isHiddenTapAddress(hidden.destination)).toBe(true);
    expect(isHiddenTapAddress(hidden.source)).toBe(false);
    const begun = eventOf(
      await stream.waitFor(
        message =>
          outbound('')(message) && !!eventOf(message).event.requestInit,
        10_000,
      ),
    );
    expect(begun.event.requestInit?.authority).toBe('');
    const ended = eventOf(
      await stream.waitFor(
        message =>
          isTap(message) &&
          !!eventOf(message).event.responseEnd &&
          tapRequestKey(eventOf(message)) === tapRequestKey(begun),
        10_000,
      ),
    );
    expect(ended.destination).toEqual(begun.destination);
  });

  it('should filter by destination, method and path', async () => {
    const stream = await open(
      `${WEB}&to_resource_type=deployment&to_resource_name=playlists-api&method=GET&path=/playlists`,
      VIDEO,
    );
    await stream.waitFor(isTap, 10_000);
    const inits = events(stream).flatMap(
      ({ event }) => event.requestInit ?? [],
    );
    expect(
      inits.every(
        ({ method, path }) => method === 'GET' && path.startsWith('/playlists'),
      ),
    ).toBe(true);
    expect(
      events(stream).every(
        ({ destinationMeta }) =>
          destinationMeta.labels.deployment === 'playlists-api',
      ),
    ).toBe(true);
  });

  it('should tap one pod', async () => {
    const all = await open(WEB, VIDEO);
    const { data } = await all.waitFor(() => true);
    const { pods } = data as { pods: string[] };
    for (const path of [
      `/clusters/east/namespaces/video/tap?resource_type=pod&resource_name=${pods[0]}`,
      `${OF_ENTITY}?cluster=east&resource_type=pod&resource_name=${pods[0]}`,
    ]) {
      const one = await open(path, VIDEO);
      expect((await one.waitFor(() => true)).data).toMatchObject({
        target: { kind: 'Pod', name: pods[0] },
        pods: [pods[0]],
      });
      await one.waitFor(isTap);
    }
  });

  it('should ask the mesh once for two viewers, and let go within a second', async () => {
    const openTaps = () => demo.tapFaults.openStreams;
    await until(() => openTaps() === 0);
    const first = await open(WEB, VIDEO);
    const second = await open(WEB, PLATFORM);
    await first.waitFor(isTap);
    await second.waitFor(isTap);
    expect(openTaps()).toBe(1);
    first.close();
    await pause(1_000);
    expect(openTaps()).toBe(1);
    second.close();
    await pause(1_000);
    expect(openTaps()).toBe(0);
  });

  it.each([
    ['another team', VOTING, WEB],
    ['a reader', READER, WEB],
    ['another team, by entity', VOTING, `${OF_ENTITY}?cluster=east`],
    ['a reader, by entity', READER, `${OF_ENTITY}?cluster=east`],
    [
      'an entity whose annotations point at the pods of another team',
      VOTING,
      '/entities/component/default/voting-spy/tap?cluster=east',
    ],
    [
      'the same, by cluster',
      VOTING,
      '/clusters/east/namespaces/video/tap?resource_type=deployment&resource_name=videos-api',
    ],
    [
      'an entity that selects by labels alone',
      VIDEO,
      '/entities/component/default/video-selected/tap?cluster=east&namespace=video',
    ],
    ['a cluster that may not be tapped', PLATFORM, WEB.replace('east', 'off')],
  ])('should show nothing to %s', async (_, user, path) => {
    const stream = await open(path, user);
    expect(stream.status).toBe(403);
    await stream.ended;
    expect(stream.text()).not.toContain('event:');
    expect(violations('Error', JSON.parse(stream.text()))).toEqual([]);
  });

  it('should name the permission that the cluster does not give the portal', async () => {
    const stream = await open(WEB.replace('east', 'no-tap'), PLATFORM);
    const { data } = await stream.waitFor(isEnd);
    expect(data).toEqual({
      reason: 'forbidden',
      message: expect.stringContaining(
        'verb "watch" on "deployments/tap" of API group "tap.linkerd.io" in namespace "video"',
      ),
      retry: false,
    });
    await stream.ended;
  });

  it('should wait where nothing is called', async () => {
    const stream = await open(tapOf('quiet'), PLATFORM);
    await stream.waitFor(({ type }) => type === 'open');
    await pause(1_500);
    expect(stream.messages).toHaveLength(1);
  });

  it('should say why a workload can not be tapped', async () => {
    const stream = await open(tapOf('no-tap'), PLATFORM);
    expect((await stream.waitFor(isEnd)).data).toMatchObject({
      message: expect.stringContaining('remove the annotation'),
    });
    expect(stream.messages.map(({ type }) => type)).toEqual(['open', 'end']);
  });

  it.each<[TapFault, object]>([
    [{ kind: 'down' }, { reason: 'upstream-error', retry: true }],
    [
      { kind: 'absent' },
      {
        reason: 'upstream-error',
        message: expect.stringContaining('install the Linkerd viz extension'),
      },
    ],
    [
      { kind: 'refuse', message: 'no reason at all' },
      { message: expect.stringContaining('no reason at all'), retry: false },
    ],
    [
      { kind: 'cut', afterFrames: 3 },
      { reason: 'upstream-closed', retry: true },
    ],
    [
      { kind: 'cut', afterFrames: 3, midFrame: true },
      { reason: 'upstream-closed', retry: true },
    ],
    [
      { kind: 'oversize', afterFrames: 3 },
      { reason: 'upstream-error', retry: false },
    ],
  ])('should tell what went wrong in the mesh: %j', async (fault, end) => {
    demo.tapFaults.set(fault);
    const stream = await open(WEB, PLATFORM);
    expect((await stream.waitFor(isEnd, 10_000)).data).toMatchObject(end);
    await stream.ended;
    expect(events(stream)).toHaveLength('afterFrames' in fault ? 3 : 0);
  });

  it('should limit the taps of one user', async () => {
    for (let i = 0; i < 3; i++) {
      expect((await open(WEB, PLATFORM)).status).toBe(200);
    }
    const fourth = await open(WEB, PLATFORM);
    expect(fourth.status).toBe(429);
    expect((await open(WEB, VIDEO)).status).toBe(200);
  });

  it('should tell when the pods were replaced', async () => {
    const stream = await open(tapOf('quiet'), PLATFORM);
    await stream.waitFor(({ type }) => type === 'open');
    demo.rollOut({ namespace: 'video', name: 'quiet' }, '9.9.9');
    const { data } = await stream.waitFor(isEnd, 40_000);
    expect(data).toMatchObject({ reason: 'target-replaced', retry: true });
  });

  it('should be off where Backstage allows everything to everybody, unless told otherwise', async () => {
    const outcomes = await Promise.all(
      [undefined, true, false].map(async enabled => {
        const other = await startPortal({
          permission: { enabled: false },
          kubernetes: clustersConfig([
            { name: 'east', url: demo.url, token: demo.tokens.portal },
          ]),
          serviceMesh: { tap: enabled === undefined ? {} : { enabled } },
        });
        const base = `http://127.0.0.1:${other.server.port()}/api/service-mesh`;
        const headers = { Authorization: as(PLATFORM) };
        const clusters = await fetch(`${base}/clusters`, { headers });
        const stream = await openEventStream(`${base}${WEB}`, headers);
        const { tap } = (await clusters.json()).clusters[0];
        stream.close();
        await other.stop();
        return [stream.status, tap.enabled, tap.reason];
      }),
    );
    expect(outcomes).toEqual([
      [403, false, expect.stringContaining('permission.enabled')],
      [200, true, undefined],
      [403, false, expect.stringContaining('serviceMesh.tap.enabled')],
    ]);
  });

  it('should end all streams when the portal stops', async () => {
    const other = await startPortal({
      kubernetes: clustersConfig([
        { name: 'east', url: demo.url, token: demo.tokens.portal },
      ]),
    });
    const stream = await openEventStream(
      `http://127.0.0.1:${other.server.port()}/api/service-mesh${WEB}`,
      { Authorization: as(PLATFORM) },
    );
    await stream.waitFor(isTap, 10_000);
    const before = Date.now();
    await other.stop();
    expect(Date.now() - before).toBeLessThan(2_000);
    await stream.ended;
    expect(stream.messages.at(-1)).toEqual({
      type: 'end',
      data: expect.objectContaining({ reason: 'shutdown', retry: true }),
    });
  });
});

function pause(ms: number): Promise<void> {
  return new Promise(resolve => {
    setTimeout(resolve, ms);
  });
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 2_000;
  while (!condition()) {
    if (Date.now() > deadline) {
      throw new Error('It did not happen in time');
    }
    await pause(20);
  }
}
