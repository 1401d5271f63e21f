import type { EntityRules } from '@backstage-mesh/plugin-service-mesh-common';
import { http, measured, playlistsApi, videosApi, workload } from './videoCatalog';

const profile = (name: string) => ({
  kind: 'ServiceProfile' as const,
  name,
  namespace: 'video',
});

/** What routes, a split and policies do to the calls of `playlists-api`. */
export function videoRules(window = '5m'): EntityRules {
  const service = { namespace: 'video', name: 'videos-api', port: 80 };
  const server = { namespace: 'video', name: 'playlists-http', port: 8080 };
  return {
    ...measured(window),
    workloads: [
      {
        workload: { ...playlistsApi, stats: {} },
        routes: [
          {
            direction: 'inbound',
            route: profile('GET /playlists/{id}'),
            stats: http(12.9, 86.1, 502),
          },
          {
            direction: 'inbound',
            route: profile('GET /playlists'),
            stats: http(4.1, 98.7, 188),
          },
          {
            direction: 'inbound',
            route: profile('POST /playlists'),
            stats: http(2.3, 100, 61),
          },
          {
            direction: 'outbound',
            route: { kind: 'HTTPRoute', name: 'videos-get', namespace: 'video' },
            service,
            stats: http(19.3, 90.4, 486),
            actual: http(25.3, 69, 212),
            retriesPerSecond: 6,
            timeoutsPerSecond: 0.1,
            timeoutMs: 1000,
            retryable: true,
          },
        ],
        splits: [
          {
            direction: 'outbound',
            apex: service,
            by: { kind: 'HTTPRoute', name: 'videos-get', namespace: 'video' },
            leaves: [
              {
                service: { ...service, name: 'videos-api-182' },
                workloads: [workload('videos-api-182', { stats: {} })],
                weight: 0.3,
                share: 0.31,
                stats: http(7.8, 0.4, 240),
              },
              {
                service: { ...service, name: 'videos-api-181' },
                workloads: [{ ...videosApi, stats: {} }],
                weight: 0.7,
                share: 0.69,
                stats: http(17.5, 99.9, 198),
              },
            ],
          },
        ],
        policy: {
          rules: [
            {
              server,
              authorization: {
                kind: 'AuthorizationPolicy',
                namespace: 'video',
                name: 'playlists-from-web',
              },
              admits: ['videos-web.video', 'digest-mail.reporting'],
              allowedPerSecond: 19.3,
            },
            { server: { name: 'all-unauthenticated' }, allowedPerSecond: 0 },
          ],
          denials: [
            {
              server,
              reason: 'not-authorized',
              clientIdentity:
                'intruder.attic.serviceaccount.identity.linkerd.cluster.local',
              clients: [
                workload('intruder', { namespace: 'attic', stats: {} }),
              ],
              deniedPerSecond: 0.4,
            },
          ],
        },
      },
    ],
  };
}
