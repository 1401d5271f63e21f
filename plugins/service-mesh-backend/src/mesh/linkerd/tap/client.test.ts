import { TapEvent } from '@backstage-mesh/plugin-service-mesh-common';
import {
  MeshTapError,
  MeshTapRequest,
} from '@backstage-mesh/plugin-service-mesh-node';
import { tapWorkload } from './client';
import { plainConnection } from './__testUtils__/plainConnection';
import {
  ExpectedStream,
  readExpected,
  readRecording,
  recordingNames,
} from './__testUtils__/recordings';
import { ReplayServer, startReplayServer } from './__testUtils__/replayServer';

const servers: ReplayServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map(server => server.close()));
});

function tapOf(server: ReplayServer, changes?: Partial<MeshTapRequest>) {
  return tapWorkload(
    plainConnection(server.url),
    {
      target: {
        cluster: 'recorded',
        namespace: 'video',
        kind: 'Deployment',
        name: 'videos-web',
      },
      maxRps: 100,
      identity: { type: 'service-account' },
      signal: new AbortController().signal,
      ...changes,
    },
    () => 7,
  );
}

async function replay(name: string, pieceBytes: number) {
  const { answer } = readRecording(name);
  const server = await startReplayServer(answer, { pieceBytes });
  servers.push(server);
  const events: TapEvent[] = [];
  let error: unknown;
  try {
    for await (const event of tapOf(server)) {
      events.push(event);
    }
  } catch (thrown) {
    error = thrown;
  }
  return { events, error };
}

function countBy(values: (number | undefined)[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) {
    if (value !== undefined) {
      counts[value] = (counts[value] ?? 0) + 1;
    }
  }
  return counts;
}

function summarize(events: TapEvent[]): ExpectedStream {
  const requests = events.flatMap(e => e.event.requestInit ?? []);
  const responses = events.flatMap(e => e.event.responseInit ?? []);
  const ends = events.flatMap(e => e.event.responseEnd ?? []);
  return {
    requests: requests.length,
    responses: responses.length,
    ends: ends.length,
    endsWithoutResponse: ends.filter(end => !end.sinceResponseInit).length,
    requestHeaders: requests.reduce((sum, r) => sum + r.headers.length, 0),
    inbound: events.filter(e => e.proxyDirection === 'INBOUND').length,
    outbound: events.filter(e => e.proxyDirection === 'OUTBOUND').length,
    statuses: countBy(responses.map(response => response.httpStatus)),
    grpc: countBy(ends.map(end => end.eos?.grpcStatusCode)),
    resets: countBy(ends.map(end => end.eos?.resetErrorCode)),
  };
}

describe('recorded streams', () => {
  const expected = readExpected();
  const streams = recordingNames().filter(name => !name.startsWith('err-'));
  const speaking = streams.filter(name => !expected[name].silent);
  const silent = streams.filter(name => expected[name].silent);

  it('should all be told apart', () => {
    expect(speaking.length + silent.length).toBe(Object.keys(expected).length);
    expect(speaking).toHaveLength(43);
    expect(silent).toHaveLength(9);
  });

  it.each(speaking)('should be read to their last event: %s', async name => {
    const { events, error } = await replay(name, 1021);
    expect(summarize(events)).toEqual(expected[name]);
    expect(events.every(event => event.receivedAt === 7)).toBe(true);
    expect(events.every(event => /^10\.|^203\./.test(event.source.ip))).toBe(
      true,
    );
    // Every recording was cut in mid-stream, by the recorder or by the end of the tap pod.
    expect(error).toMatchObject({ name: 'MeshTapError', reason: 'cut' });
  });

  it('should be read the same in pieces of any size', async () => {
    for (const pieceBytes of [7, 100_000]) {
      const { events } = await replay('bare-pod', pieceBytes);
      expect(summarize(events)).toEqual(expected['bare-pod']);
    }
  });

  it.each(silent)(
    'should stay open while nothing comes, and close at once: %s',
    async name => {
      const { answer } = readRecording(name);
      const server = await startReplayServer(answer, { pieceBytes: 1 });
      servers.push(server);
      const abort = new AbortController();
      const next = tapOf(server, { signal: abort.signal }).next();
      const timer = new Promise(resolve => {
        setTimeout(resolve, 100, 'silent');
      });
      await expect(Promise.race([next, timer])).resolves.toBe('silent');
      expect(server.open()).toBe(1);
      abort.abort();
      await expect(next).rejects.toMatchObject({ name: 'MeshTapError' });
      await waitUntil(() => server.open() === 0);
    },
  );

  it('should close the upstream when the reader leaves', async () => {
    const { answer } = readRecording('deploy-videos-web');
    const server = await startReplayServer(answer, {
      pieceBytes: 500,
      hold: true,
    });
    servers.push(server);
    const tap = tapOf(server);
    await tap.next();
    expect(server.open()).toBe(1);
    await tap.return();
    await waitUntil(() => server.open() === 0);
  });

  it('should hold what the recorded requests held', async () => {
    const { events } = await replay('deploy-videos-web', 4096);
    expect(events[0]).toEqual({
      source: { ip: expect.any(String), port: expect.any(Number) },
      destination: { ip: expect.any(String), port: 8080 },
      sourceMeta: {
        labels: expect.objectContaining({
          control_plane_ns: 'linkerd',
          deployment: 'videos-web',
          tls: 'loopback',
        }),
      },
      destinationMeta: { labels: expect.objectContaining({ tls: 'true' }) },
      routeMeta: { labels: {} },
      proxyDirection: 'OUTBOUND',
      receivedAt: 7,
      event: {
        requestInit: {
          id: { base: expect.any(Number), stream: expect.any(Number) },
          method: 'POST',
          scheme: 'HTTP',
          authority: 'collector.ops:8080',
          path: '/events',
          headers: [
            { name: 'user-agent', value: 'videos-web/1.4.2' },
            { name: 'x-request-id', value: expect.any(String) },
            { name: 'accept', value: 'application/json' },
            { name: 'authorization', value: expect.any(String) },
            { name: 'content-type', value: 'application/json' },
            { name: 'content-length', value: '17' },
            { name: 'host', value: 'collector.ops:8080' },
          ],
        },
      },
    });
    const unmeshed = events.find(
      e => e.sourceMeta.labels.deployment === 'ingress',
    );
    expect(unmeshed?.sourceMeta.labels).not.toHaveProperty('control_plane_ns');
  });
});

describe('recorded errors', () => {
  const cases: [string, MeshTapError['reason'], RegExp][] = [
    ['err-401', 'refused', /credentials .* Unauthorized$/],
    [
      'err-403-user',
      'refused',
      /needs verb "watch" on "deployments\/tap" of API group "tap\.linkerd\.io" in namespace "video"\. The cluster said: .*User "bob" cannot watch/,
    ],
    ['err-403-anonymous', 'refused', /system:anonymous/],
    ['err-403-impersonated', 'refused', /User "bob"/],
    [
      'err-403-serviceaccount-impersonates-alice',
      'refused',
      /User "alice" cannot watch/,
    ],
    ['err-403-namespace-tap', 'refused', /cannot watch resource "tap"/],
    ['err-403-from-tap-server', 'refused', /tap authorization failed/],
    ['err-404-no-viz', 'unavailable', /install the Linkerd viz extension/],
    ['err-503-tap-down', 'unavailable', /tap server .* does not answer/],
    ['err-get', 'not-tappable', /can not tap a resource of the type/],
    ['err-unknown-kind', 'not-tappable', /can not tap a resource of the type/],
    ['err-bad-protobuf', 'protocol', /proto: cannot parse/],
    ['err-body-url-mismatch', 'protocol', /did not match APIServer URL/],
    ['err-empty-body', 'protocol', /did not match APIServer URL/],
    ['err-no-match', 'protocol', /unexpected match specified: <nil>/],
    [
      'err-no-such-deployment',
      'not-found',
      /deployment\.apps "nosuch" not found/,
    ],
    [
      'err-no-such-namespace',
      'not-found',
      /deployment\.apps "nosuch" not found/,
    ],
    [
      'err-tap-disabled',
      'not-tappable',
      /switched off for no-tap-54dcc75dd6-mcnzf: remove the annotation/,
    ],
    [
      'err-tap-not-enabled',
      'not-tappable',
      /not enabled in old-timer-78db5bdf65-nv42z: restart/,
    ],
    ['err-unmeshed', 'not-tappable', /No pod of it runs with a Linkerd proxy/],
  ];

  it('should all be known', () => {
    expect(cases.map(([name]) => name).sort()).toEqual(
      recordingNames()
        .filter(name => name.startsWith('err-'))
        .sort(),
    );
  });

  it.each(cases)('should say what to do: %s', async (name, reason, message) => {
    const { events, error } = await replay(name, 64);
    expect(events).toEqual([]);
    expect(error).toMatchObject({
      name: 'MeshTapError',
      reason,
      message: expect.stringMatching(message),
    });
  });

  it('should not read an error without end', async () => {
    const head =
      'HTTP/1.1 500 Internal Server Error\r\nContent-Type: text/plain\r\n\r\n';
    const server = await startReplayServer(
      Buffer.from(head + 'x'.repeat(10_000_000)),
      { pieceBytes: 65536, hold: true },
    );
    servers.push(server);
    await expect(tapOf(server).next()).rejects.toMatchObject({
      reason: 'unavailable',
      message: 'The tap was answered with status 500.',
    });
    await waitUntil(() => server.open() === 0);
  });
});

describe('what is asked', () => {
  it('should be the request that was recorded', async () => {
    const { request, answer } = readRecording('method-post');
    const server = await startReplayServer(answer, { pieceBytes: 9999 });
    servers.push(server);
    await tapOf(server, { method: 'post' }).next();
    const [sent] = server.received;
    expect(sent.toString('latin1')).toMatch(
      `POST ${request.path} HTTP/1.1\r\n`,
    );
    expect(sent.subarray(-request.body.length).toString('hex')).toBe(
      request.body.toString('hex'),
    );
  });

  it('should name the scheme as the tap server knows it', async () => {
    const { request } = readRecording('scheme-https');
    const { answer } = readRecording('bare-pod');
    const server = await startReplayServer(answer, { pieceBytes: 9999 });
    servers.push(server);
    await tapOf(server, { scheme: 'https' }).next();
    expect(server.received[0].toString('hex')).toMatch(
      new RegExp(`${request.body.toString('hex')}$`),
    );
  });
});

describe('what can not be asked', () => {
  it('should name the kind that Linkerd does not know', async () => {
    const server = await startReplayServer(Buffer.alloc(0), { pieceBytes: 1 });
    servers.push(server);
    const target = {
      cluster: 'recorded',
      namespace: 'video',
      kind: 'Rollout',
      name: 'web',
    };
    await expect(tapOf(server, { target }).next()).rejects.toMatchObject({
      reason: 'not-tappable',
      message: 'Linkerd can not tap a Rollout: tap one of its pods.',
    });
    expect(server.received).toEqual([]);
  });

  it('should tell a cluster that can not be reached', async () => {
    const server = await startReplayServer(Buffer.alloc(0), { pieceBytes: 1 });
    await server.close();
    await expect(tapOf(server).next()).rejects.toMatchObject({
      reason: 'unavailable',
      message: 'The cluster "recorded" can not be reached.',
    });
  });
});

async function waitUntil(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 1000;
  while (!condition()) {
    if (Date.now() > deadline) {
      throw new Error('It did not happen within a second');
    }
    await new Promise(resolve => {
      setTimeout(resolve, 5);
    });
  }
}
