import { setTimeout as sleep } from 'node:timers/promises';
import type { SeriesQuery } from '@backstage-mesh/plugin-service-mesh-node';
import { startDemoClusters, type DemoClusters } from '../demo/DemoClusters';
import { openCluster, type OpenCluster } from '../portal/openCluster';
import { describeWith } from '../programs/describeWith';
import { scratchFolder } from '../programs/scratch';
import { missingPrometheus, RealPrometheus } from './RealPrometheus';
import { findStore } from './stores';

jest.setTimeout(60_000);

const INTERVAL_SECONDS = 2;
const WINDOW_SECONDS = 20;

const CLUSTERS = ['east', 'west'];

/** Runs in both clusters, under the same names. */
const IN_BOTH = 'podinfo/podinfo';

const QUERY: SeriesQuery = {
  metric: 'request_total',
  aggregate: 'increase',
  matchers: [{ label: 'direction', op: '=', value: 'inbound' }],
  by: ['namespace', 'deployment'],
};

describeWith(missingPrometheus(), 'one Prometheus of two clusters', () => {
  let demo: DemoClusters;
  let folder: Awaited<ReturnType<typeof scratchFolder>>;
  let prometheus: RealPrometheus;
  const opened = new Map<string, OpenCluster>();
  /** All is asked about this moment. */
  let at: number;

  beforeAll(async () => {
    folder = await scratchFolder('two-clusters');
    demo = await startDemoClusters({
      folder: folder.path,
      worlds: CLUSTERS,
      scrapeInterval: `${INTERVAL_SECONDS}s`,
      warmUpSeconds: 30,
    });
    prometheus = await RealPrometheus.start({
      configFile: demo.prometheusConfig,
      folder: folder.path,
    });
    const lagSeconds = findStore()?.lagSeconds ?? 0;
    await sleep((WINDOW_SECONDS + lagSeconds + 10) * 1_000);
    at = Date.now() - (lagSeconds + INTERVAL_SECONDS) * 1_000;
    for (const { name, url } of demo.clusters) {
      opened.set(
        name,
        await openCluster({
          name,
          url,
          ca: demo.ca,
          token: demo.tokens.portal,
          serviceMesh: {
            metrics: {
              source: 'prometheus',
              prometheus: { url: prometheus.url, matchers: { cluster: name } },
            },
          },
        }),
      );
    }
  }, 150_000);

  afterAll(async () => {
    opened.forEach(({ close }) => close());
    await prometheus?.stop();
    await demo?.stop();
    await folder?.remove();
  });

  async function partsOf(cluster: string) {
    const { cluster: open } = opened.get(cluster)!;
    const [snapshot, mesh, { source, steps }] = await Promise.all([
      open.inventory.ready(),
      open.mesh(),
      open.metrics(),
    ]);
    if (!mesh || !source) {
      throw new Error(`No numbers of ${cluster}: ${JSON.stringify(steps)}`);
    }
    return { snapshot, mesh, source };
  }

  /** Requests by namespace and Deployment, as the plugin asks for them. */
  async function asked(cluster: string): Promise<Map<string, number>> {
    const { source } = await partsOf(cluster);
    const { results, warnings } = await source.query([QUERY], {
      windowSeconds: WINDOW_SECONDS,
      at,
    });
    expect(warnings).toEqual([]);
    return byName(results[0] ?? []);
  }

  /** The same without the plugin. */
  async function raw(matcher: string): Promise<Map<string, number>> {
    const rows = await prometheus.query(
      `sum by (namespace, deployment) (increase(request_total{direction="inbound"${matcher}}[${WINDOW_SECONDS}s]))`,
      at,
    );
    return byName(
      rows.map(({ metric, value }) => ({
        labels: metric,
        value: Number(value?.[1]),
      })),
    );
  }

  it.each(CLUSTERS)(
    'gives %s its own numbers, and none of the other',
    async cluster => {
      const [own, expected, together] = await Promise.all([
        asked(cluster),
        raw(`,cluster="${cluster}"`),
        raw(''),
      ]);
      expect(own.size).toBeGreaterThan(2);
      expect(rounded(own)).toEqual(rounded(expected));
      // Without the matcher, calls of both would be added up.
      expect(own.get(IN_BOTH)).toBeGreaterThan(0);
      expect(own.get(IN_BOTH)).toBeLessThan(0.9 * (together.get(IN_BOTH) ?? 0));
    },
  );

  it.each(CLUSTERS)('shows %s its own workloads alone', async cluster => {
    const { snapshot, mesh, source } = await partsOf(cluster);
    const { workloads, edges } = await mesh.traffic({
      metrics: source,
      snapshot,
      windowSeconds: WINDOW_SECONDS,
      at,
    });
    expect(workloads.length).toBeGreaterThan(2);
    expect(edges.length).toBeGreaterThan(2);
    const unknown = workloads.filter(
      ({ workload }) => !snapshot.workload(workload),
    );
    expect(unknown).toEqual([]);
  });
});

function byName(
  rows: readonly {
    labels: Readonly<Record<string, string>>;
    value: number;
  }[],
): Map<string, number> {
  return new Map(
    rows.map(({ labels, value }) => [
      `${labels.namespace}/${labels.deployment ?? ''}`,
      value,
    ]),
  );
}

function rounded(numbers: ReadonlyMap<string, number>): [string, string][] {
  return [...numbers]
    .map(([name, value]): [string, string] => [name, value.toPrecision(8)])
    .sort();
}
