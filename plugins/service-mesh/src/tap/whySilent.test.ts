import type {
  TapQuery,
  TrafficStats,
  WorkloadStats,
} from '@backstage-mesh/plugin-service-mesh-common';
import { http, workload } from '../__fixtures__/videoCatalog';
import { Silence, whySilent } from './whySilent';

const NONE: TrafficStats = {
  requestsPerSecond: 0,
  counts: { successes: 0, failures: 0 },
};

function stats(
  own: TrafficStats,
  calls: { to: string; protocol?: 'http' | 'tcp'; stats: TrafficStats }[] = [],
): WorkloadStats {
  const self = workload('playlists-api', { stats: own });
  return {
    workload: self,
    inbound: [],
    outbound: calls.map(call => {
      const peer = workload(call.to, { stats: {} });
      return {
        peer,
        edge: {
          id: call.to,
          source: self.id,
          target: peer.id,
          protocol: call.protocol ?? 'http',
          stats: call.stats,
          countedBy: 'source',
        },
      };
    }),
    pods: [],
    errors: [],
  };
}

const TO: TapQuery = {
  to_namespace: 'video',
  to_resource_type: 'deployment',
  to_resource_name: 'videos-api',
};

describe('whySilent', () => {
  it.each<[string, WorkloadStats | undefined, TapQuery, number, Silence]>([
    ['nothing measures it', undefined, {}, 60_000, { reason: 'unknown' }],
    ['no numbers', stats({}), {}, 60_000, { reason: 'unknown' }],
    ['a true zero', stats(NONE), {}, 60_000, { reason: 'no-traffic' }],
    [
      'a zero beside calls that nobody measured',
      stats(NONE, [{ to: 'videos-api', stats: {} }]),
      {},
      60_000,
      { reason: 'unknown' },
    ],
    [
      'calls that nobody measured to the peer asked for',
      stats(NONE, [{ to: 'videos-api', stats: {} }]),
      TO,
      60_000,
      { reason: 'unknown' },
    ],
    [
      'traffic for certain, though a part of it is not measured',
      stats(http(19.3, 99, 10), [{ to: 'videos-api', stats: {} }]),
      {},
      20_000,
      { reason: 'unreachable', requestsPerSecond: 19.3 },
    ],
    [
      'connections that nobody counted',
      stats(NONE, [{ to: 'playlists-db', protocol: 'tcp', stats: {} }]),
      {},
      60_000,
      { reason: 'unknown' },
    ],
    [
      'only TCP',
      stats(NONE, [
        {
          to: 'playlists-db',
          protocol: 'tcp',
          stats: { tcp: { openConnections: 12 } },
        },
      ]),
      {},
      60_000,
      { reason: 'tcp-only', connections: 12 },
    ],
    [
      'a narrow filter',
      stats(http(19.3, 99, 10)),
      { method: 'DELETE', path: '/v2' },
      60_000,
      { reason: 'filter', requestsPerSecond: 19.3 },
    ],
    [
      'a client that calls only',
      stats(NONE, [{ to: 'videos-api', stats: http(4, 99, 10) }]),
      { method: 'DELETE' },
      60_000,
      { reason: 'filter', requestsPerSecond: 4 },
    ],
    [
      'a peer that is not called, though others are',
      stats(http(19.3, 99, 10), [{ to: 'search', stats: http(4, 99, 10) }]),
      TO,
      60_000,
      { reason: 'no-traffic' },
    ],
    [
      'rare requests',
      stats(http(0.05, 99, 10)),
      {},
      20_000,
      { reason: 'rare', requestsPerSecond: 0.05 },
    ],
    [
      'proxies that report nothing',
      stats(http(19.3, 99, 10)),
      {},
      20_000,
      { reason: 'unreachable', requestsPerSecond: 19.3 },
    ],
    [
      'proxies that report no call to a peer',
      stats(http(1, 99, 10), [{ to: 'videos-api', stats: http(25, 99, 10) }]),
      TO,
      20_000,
      { reason: 'unreachable', requestsPerSecond: 25 },
    ],
  ])('knows %s', (_, given, query, listenedMs, reason) => {
    expect(
      whySilent({ stats: given, query, excluded: [], listenedMs }),
    ).toEqual([reason]);
  });

  it('names the pods that stay silent beside it', () => {
    const pods = [{ pod: 'a', reason: 'It started before tap was installed.' }];
    expect(
      whySilent({
        stats: stats(NONE),
        query: {},
        excluded: pods,
        listenedMs: 0,
      }),
    ).toEqual([{ reason: 'no-traffic' }, { reason: 'pods', pods }]);
  });
});
