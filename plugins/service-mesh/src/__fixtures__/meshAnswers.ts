import type {
  DependencyEnd,
  DependencyList,
  GatewayList,
  Timeline,
  TopologyNode,
} from '@backstage-mesh/plugin-service-mesh-common';
import { cdn, measured, playlistsApi, videosApi, videosWeb } from './videoCatalog';

const HOUR = 3_600_000;

function ago(milliseconds: number): string {
  return new Date(Date.now() - milliseconds).toISOString();
}

function end(node: TopologyNode): DependencyEnd {
  const { id, name = '', cluster, namespace, kind, type } = node;
  return type === 'workload'
    ? { entityRef: `component:default/${name}`, nodeIds: [id], name }
    : { nodeIds: [id], name, cluster, namespace, kind };
}

/** One dependency of each state, and one outside of the mesh. */
export function videoDependencies(): DependencyList {
  return {
    dependencies: [
      {
        id: 'web-playlists',
        state: 'both',
        source: end(videosWeb),
        target: end(playlistsApi),
        declarations: [
          { relation: 'dependsOn', targetRef: 'component:default/playlists-api' },
        ],
        protocols: ['http'],
        firstSeenAt: ago(200 * HOUR),
        lastSeenAt: ago(0),
        stats: { requestsPerSecond: 18.4, successRate: 0.904 },
      },
      {
        id: 'playlists-videos',
        state: 'undeclared',
        source: end(playlistsApi),
        target: end(videosApi),
        declarations: [],
        protocols: ['http'],
        firstSeenAt: ago(48 * HOUR),
        lastSeenAt: ago(0),
        stats: { requestsPerSecond: 25.3, successRate: 0.69 },
        suggestion: {
          relation: 'consumesApis',
          targetRefs: ['api:default/videos'],
          editUrl: 'https://example.com/playlists-api/edit/catalog-info.yaml',
        },
      },
      {
        id: 'playlists-cdn',
        state: 'undeclared',
        source: end(playlistsApi),
        target: end(cdn),
        declarations: [],
        protocols: ['tcp'],
        firstSeenAt: ago(3 * HOUR),
        lastSeenAt: ago(0),
      },
      {
        id: 'playlists-legacy',
        state: 'unseen',
        source: end(playlistsApi),
        target: {
          entityRef: 'component:default/redis-legacy',
          nodeIds: [],
          name: 'redis-legacy',
        },
        declarations: [
          { relation: 'dependsOn', targetRef: 'component:default/redis-legacy' },
        ],
        protocols: [],
        lastSeenAt: ago(12 * 24 * HOUR),
      },
    ],
    rememberedSince: ago(41 * 24 * HOUR),
    retentionDays: 90,
    measurements: measured('5m').measurements,
    warnings: [],
  };
}

/** An hour in which videos-api begins to fail twenty minutes before its end. */
export function videoTimeline(endsAt = Date.now()): Timeline {
  const steps = 120;
  const failing = 40;
  const times = Array.from(
    { length: steps },
    (_, index) => endsAt - (steps - 1 - index) * 30_000,
  );
  return {
    ...measured('1h'),
    stepSeconds: 30,
    times,
    requests: times.map((_, index) => (index < 4 ? null : 1_300 + (index % 7))),
    failures: times.map((_, index) => {
      if (index < 4) {
        return null;
      }
      return index < steps - failing ? index % 3 : 230 + (index % 9) * 4;
    }),
    changes: [
      {
        kind: 'rollout',
        at: times[steps - failing],
        nodeId: videosApi.id,
        name: 'videos-api',
        detail: '1.8.2',
      },
    ],
    rememberedSince: times[4],
  };
}

/** A gateway that answers, and one that does not. */
export function gateways(): GatewayList {
  return {
    gateways: [
      {
        cluster: 'east',
        remoteCluster: 'west',
        remoteKnown: true,
        name: 'linkerd-gateway',
        namespace: 'linkerd-multicluster',
        alive: true,
        latencyMs: { p50: 8, p95: 11, p99: 12 },
        mirroredServices: [{ namespace: 'podinfo', name: 'frontend-west' }],
      },
      {
        cluster: 'west',
        remoteCluster: 'south',
        remoteKnown: false,
        alive: false,
        mirroredServices: [],
      },
    ],
    warnings: [],
  };
}
