import { startDemoCluster, type DemoCluster } from '../index';
import { decodeEvent } from './events';
import { decodeFrames } from './frame';
import type { TapEventMessage } from './messages';
import { recording, recordingNames } from './__testUtils__/recordings';
import { pause, tapRequest, TapSession } from './__testUtils__/TapSession';

const NAMESPACES = ['video', 'emojivoto', 'ops'];

/** Which owner a pod has is told by the label's name; that there is one is the same for all. */
const OWNERS = [
  'deployment',
  'daemonset',
  'statefulset',
  'replicaset',
  'k8s_job',
  'cronjob',
];

function labelKeys(labels: Record<string, string> = {}): string {
  return Object.keys(labels)
    .map(key => (OWNERS.includes(key) ? '<owner>' : key))
    .filter(key => key !== 'pod_template_hash')
    .sort()
    .join(' ');
}

/** Everything about an event but its values. */
function shapeOf(event: TapEventMessage): string {
  const [[kind, body]] = Object.entries(event.http);
  const eos = 'eos' in body && body.eos ? Object.keys(body.eos) : [];
  return [
    event.proxyDirection === 1 ? 'inbound' : 'outbound',
    kind,
    `fields: ${Object.keys(body).sort().join(' ')}`,
    `eos: ${eos.join(' ')}`,
    `source: ${labelKeys(event.sourceMeta.labels)}`,
    `destination: ${labelKeys(event.destinationMeta.labels)}`,
    `route: ${Object.keys(event.routeMeta.labels ?? {}).join(' ')}`,
  ].join('\n');
}

/** How the request came over the wire, as its headers tell. */
function headerShapeOf(event: TapEventMessage): string | undefined {
  if (!('requestInit' in event.http)) {
    return undefined;
  }
  const names = (event.http.requestInit.headers?.headers ?? []).map(
    ({ name }) => name,
  );
  const meshHeaders = names.filter(name => name.startsWith('l5d-'));
  return [
    event.proxyDirection === 1 ? 'inbound' : 'outbound',
    names.includes(':path') ? 'HTTP/2' : 'HTTP/1',
    ...meshHeaders,
  ].join(' ');
}

const recorded = recordingNames(
  name =>
    !name.startsWith('err-') &&
    !name.startsWith('discovery') &&
    name !== 'deploy-videos-web-noextract',
).flatMap(name => decodeFrames(recording(name).body).messages.map(decodeEvent));

let cluster: DemoCluster;
let events: TapEventMessage[];

beforeAll(async () => {
  cluster = await startDemoCluster({
    world: 'east',
    speed: 0,
    startAt: Date.parse('2026-11-21T00:00:00Z'),
  });
  const sessions = NAMESPACES.map(
    namespace =>
      new TapSession(
        cluster.url,
        tapRequest({ namespace, type: 'namespace', maxRps: 100_000 }),
        { authorization: `Bearer ${cluster.tokens.admin}` },
      ),
  );
  await sessions[0].until(
    () => cluster.tapFaults.openStreams === sessions.length,
  );
  for (let i = 0; i < 90; i++) {
    cluster.clock.advance(1000);
    await pause(0);
  }
  // What was sent arrives within a moment.
  await pause(500);
  events = sessions.flatMap(session => session.events);
  sessions.forEach(session => session.close());
}, 60_000);

afterAll(() => cluster.close());

describe('what the simulated proxies tell', () => {
  it('has no shape that was not recorded', () => {
    const known = new Set(recorded.map(shapeOf));
    const others = [...new Set(events.map(shapeOf))].filter(
      shape => !known.has(shape),
    );
    expect(others).toEqual([]);
  });

  it('has nearly every shape that was recorded', () => {
    const told = new Set(events.map(shapeOf));
    const missing = recorded.filter(event => !told.has(shapeOf(event)));
    // Nobody sends trailers over plain HTTP/2 in the demo worlds, and a route's deadline passes too rarely to be waited for.
    const rare = missing.filter(
      ({ http }) =>
        'responseEnd' in http &&
        !http.responseEnd.eos &&
        (http.responseEnd.trailers || !http.responseEnd.sinceResponseInit),
    );
    expect(missing.map(shapeOf)).toEqual(rare.map(shapeOf));
    expect(new Set(missing.map(shapeOf)).size).toBeLessThanOrEqual(3);
  });

  it('has the headers that a proxy adds, where it adds them', () => {
    const known = new Set(recorded.map(headerShapeOf));
    const others = [...new Set(events.map(headerShapeOf))].filter(
      shape => !known.has(shape),
    );
    expect(others).toEqual([]);
  });

  it('keeps the order of init, response and end, and the ids of each proxy apart', () => {
    const steps = new Map<string, string[]>();
    for (const event of events) {
      const [[kind, body]] = Object.entries(event.http);
      const own =
        event.proxyDirection === 1 ? event.destinationMeta : event.sourceMeta;
      const key = [
        own.labels?.namespace,
        own.labels?.pod,
        body.id.base ?? 0,
        body.id.stream ?? 0,
      ].join('/');
      steps.set(key, [...(steps.get(key) ?? []), kind]);
    }
    const sequences = new Set([...steps.values()].map(item => item.join(' ')));
    // One of them may be cut off where the test stopped to listen.
    sequences.delete('requestInit responseInit');
    expect([...sequences].sort()).toEqual([
      'requestInit',
      'requestInit responseEnd',
      'requestInit responseInit responseEnd',
    ]);
  });

  it('never shows the query in the path, and never counts bytes', () => {
    const paths = events.flatMap(({ http }) =>
      'requestInit' in http ? [http.requestInit.path ?? ''] : [],
    );
    expect(paths.length).toBeGreaterThan(100);
    expect(paths.filter(path => path.includes('?'))).toEqual([]);
    const ends = events.flatMap(({ http }) =>
      'responseEnd' in http ? [http.responseEnd] : [],
    );
    expect(ends.filter(end => 'responseBytes' in end)).toEqual([]);
  });
});
