import { mockServices } from '@backstage/backend-test-utils';
import {
  InventoryPod,
  Mesh,
  MeshTraffic,
  TrafficRequest,
} from '@backstage-mesh/plugin-service-mesh-node';
import { ClusterMetrics } from '../clusters';
import { meshedPod, podSnapshot } from '../metrics/__testUtils__/podSnapshot';
import { TooManyProxiesError } from '../metrics/proxies';
import { scriptedCluster, scriptedMesh } from './__testUtils__/scriptedCluster';
import { TrafficService } from './TrafficService';

const WINDOW = { windowSeconds: 60 };

/** A cluster whose mesh answers by a function, and a service that asks it. */
function scene(
  options: {
    pods?: InventoryPod[];
    traffic?: (request: TrafficRequest) => Promise<Partial<MeshTraffic>>;
    mesh?: () => Promise<Mesh | undefined>;
    metrics?: ClusterMetrics;
  } = {},
) {
  const clock = { now: 1_000_000 };
  const asked: TrafficRequest[] = [];
  const snapshot = podSnapshot(
    options.pods ?? [meshedPod('a', 'web', 1), meshedPod('b', 'api', 1)],
  );
  const mesh = scriptedMesh({
    traffic: async request => {
      asked.push(request);
      return {
        workloads: [],
        edges: [],
        windowSeconds: 60,
        measuredAt: clock.now,
        warnings: [],
        ...(await options.traffic?.(request)),
      };
    },
  });
  const cluster = scriptedCluster(snapshot, mesh, {
    ...(options.mesh && { mesh: options.mesh }),
    ...(options.metrics && { metrics: async () => options.metrics! }),
  });
  const service = new TrafficService({
    logger: mockServices.logger.mock(),
    now: () => clock.now,
  });
  return { cluster, snapshot, service, asked, clock };
}

describe('TrafficService', () => {
  it('asks for the whole cluster once, for everybody', async () => {
    const { cluster, snapshot, service, asked, clock } = scene();
    await Promise.all(
      Array.from({ length: 500 }, (_, i) =>
        service.counts(cluster, snapshot, {
          ...WINDOW,
          focus: [{ cluster: 'c', namespace: 'a', kind: 'Job', name: `${i}` }],
        }),
      ),
    );
    expect(asked).toHaveLength(1);
    expect(asked[0]).not.toHaveProperty('scope');
    clock.now += 9_999;
    await service.counts(cluster, snapshot, WINDOW);
    expect(asked).toHaveLength(1);
    await service.counts(cluster, snapshot, { windowSeconds: 300 });
    expect(asked).toHaveLength(2);
  });

  it('asks for latency by namespace, and by focus where that is large', async () => {
    const large = Array.from({ length: 61 }, (_, i) =>
      meshedPod('big', `w${i}`, 1),
    );
    const { cluster, snapshot, service, asked } = scene({
      pods: [...large, meshedPod('a', 'web', 1), meshedPod('a', 'api', 1)],
    });
    const ref = (namespace: string, name: string) => ({
      cluster: 'c',
      namespace,
      kind: 'Deployment',
      name,
    });
    await service.latency(cluster, snapshot, {
      ...WINDOW,
      focus: [ref('a', 'web'), ref('big', 'w1')],
    });
    expect(asked.map(({ part, scope }) => ({ part, scope }))).toEqual([
      { part: 'latency', scope: { namespaces: ['a'] } },
      { part: 'latency', scope: { workloads: [ref('big', 'w1')] } },
    ]);
    await service.latency(cluster, snapshot, {
      ...WINDOW,
      focus: [ref('a', 'api'), ref('big', 'w1')],
    });
    expect(asked).toHaveLength(2);
  });

  it('asks for less where the whole cluster has too many proxies to read', async () => {
    const { cluster, snapshot, service, asked } = scene({
      traffic: async ({ scope }) => {
        if (!scope) {
          throw new TooManyProxiesError('too many');
        }
        return {};
      },
    });
    const focus = [
      { cluster: 'c', namespace: 'a', kind: 'Deployment', name: 'web' },
    ];
    const view = await service.counts(cluster, snapshot, { ...WINDOW, focus });
    expect(view.traffic).toBeDefined();
    expect(view.warnings).toEqual([
      expect.objectContaining({
        code: 'prometheus-needed',
        reason: 'too many',
      }),
    ]);
    expect(asked.at(-1)!.scope).toEqual({ namespaces: ['a'] });
    const whole = await service.counts(cluster, snapshot, WINDOW);
    expect(whole.traffic).toBeUndefined();
    expect(whole.warnings[0]).toMatchObject({
      code: 'metrics-unavailable',
      reason: 'too many',
    });
  });

  it('keeps old numbers where new ones fail, and says since when', async () => {
    let fails = false;
    const { cluster, snapshot, service, clock } = scene({
      traffic: async () => {
        if (fails) {
          throw new Error('connection refused');
        }
        return {};
      },
    });
    await service.counts(cluster, snapshot, WINDOW);
    fails = true;
    clock.now += 30_000;
    const view = await service.counts(cluster, snapshot, WINDOW);
    expect(view).toMatchObject({
      source: 'prometheus',
      staleSince: 1_000_000,
      traffic: { measuredAt: 1_000_000 },
      warnings: [
        {
          code: 'stale',
          message: expect.stringContaining('Numbers of cluster c stopped'),
          reason: 'connection refused',
        },
      ],
    });
  });

  it.each([
    ['no mesh', { mesh: async () => undefined }, 'no-mesh', undefined],
    [
      'a cluster that does not answer',
      {
        mesh: async () => {
          throw new Error('timeout');
        },
      },
      'cluster-unreachable',
      'timeout',
    ],
    [
      'no source',
      {
        metrics: {
          steps: [
            { step: 'proxies', outcome: 'failed', reason: 'forbidden' },
          ] as const,
        },
      },
      'no-metrics-source',
      'forbidden',
    ],
  ])(
    'brings no numbers, and the reason, with %s',
    async (_, part, code, reason) => {
      const { cluster, snapshot, service } = scene(part);
      expect(await service.counts(cluster, snapshot, WINDOW)).toEqual({
        source: 'none',
        warnings: [
          {
            code,
            message: expect.stringMatching(/cluster c\b/i),
            cluster: 'c',
            ...(reason && { reason }),
          },
        ],
      });
    },
  );
});
