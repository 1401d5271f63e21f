import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import {
  eastWorld,
  startDemoCluster,
  type DemoCluster,
  type WorldModel,
} from 'demo-cluster';
import { parse, stringify } from 'yaml';
import { startDemoClusters, type DemoClusters } from '../demo/DemoClusters';
import { TrafficService } from '../portal/insides';
import { openCluster, type OpenCluster } from '../portal/openCluster';
import { describeWith } from '../programs/describeWith';
import { freePorts } from '../programs/ports';
import { scratchFolder } from '../programs/scratch';
import { waitUntil } from '../programs/waitUntil';
import { missingPrometheus, RealPrometheus } from './RealPrometheus';

jest.setTimeout(60_000);

const INTERVAL_SECONDS = 2;

describeWith(missingPrometheus(), 'the search for a source of numbers', () => {
  let demo: DemoClusters;
  let folder: Awaited<ReturnType<typeof scratchFolder>>;
  /** Scrapes both clusters. */
  let both: RealPrometheus;
  /** Scrapes the cluster east alone. */
  let eastOnly: RealPrometheus;
  const opened: OpenCluster[] = [];

  beforeAll(async () => {
    folder = await scratchFolder('selection');
    demo = await startDemoClusters({
      folder: folder.path,
      worlds: ['east', 'west'],
      scrapeInterval: `${INTERVAL_SECONDS}s`,
      warmUpSeconds: 20,
    });
    const config = parse(await readFile(demo.prometheusConfig, 'utf8'));
    const eastConfig = path.join(folder.path, 'east.yml');
    await writeFile(
      eastConfig,
      stringify({ ...config, scrape_configs: [config.scrape_configs[0]] }),
    );
    [both, eastOnly] = await Promise.all([
      RealPrometheus.start({
        configFile: demo.prometheusConfig,
        folder: path.join(folder.path, 'both'),
      }),
      RealPrometheus.start({
        configFile: eastConfig,
        folder: path.join(folder.path, 'east'),
      }),
    ]);
    await waitUntil(
      'Prometheus scraped both clusters',
      async () =>
        (await both.query('count by (cluster) (proxy_build_info)')).length ===
        2,
      { withinMs: 30_000, everyMs: 500 },
    );
  }, 90_000);

  afterEach(() => {
    opened.splice(0).forEach(({ close }) => close());
  });

  afterAll(async () => {
    await both?.stop();
    await eastOnly?.stop();
    await demo?.stop();
    await folder?.remove();
  });

  async function openEast(
    metrics: JsonObject,
    token = demo.tokens.portal,
  ): Promise<OpenCluster['cluster']> {
    const open = await openCluster({
      name: 'east',
      url: demo.clusters[0].url,
      ca: demo.ca,
      token,
      serviceMesh: { metrics },
    });
    opened.push(open);
    return open.cluster;
  }

  it('falls to the proxies where the Prometheus of viz admits nobody, and says what would open it', async () => {
    const { source, steps } = await (await openEast({})).metrics();
    expect(source?.kind).toBe('proxies');
    expect(steps).toEqual([
      {
        step: 'configuration',
        outcome: 'skipped',
        reason: expect.stringContaining('names no Prometheus'),
      },
      {
        step: 'annotation',
        outcome: 'skipped',
        reason: expect.stringContaining('viz.linkerd.io/external-prometheus'),
      },
      {
        step: 'viz-service',
        outcome: 'failed',
        reason: expect.stringContaining('403'),
        manifest: expect.stringContaining('kind: AuthorizationPolicy'),
      },
      { step: 'proxies', outcome: 'used' },
    ]);
  });

  it('has no source where the account may not read the proxies either', async () => {
    const { source, steps } = await (
      await openEast({}, demo.tokens.readOnly)
    ).metrics();
    expect(source).toBeUndefined();
    expect(steps.at(-1)).toEqual({
      step: 'proxies',
      outcome: 'failed',
      reason: expect.stringContaining('pods/proxy'),
      manifest: expect.stringContaining('pods/proxy'),
    });
  });

  it('uses the Prometheus that the configuration names, and learns how often it scrapes', async () => {
    const cluster = await openEast({
      prometheus: { url: both.url, matchers: { cluster: 'east' } },
    });
    const { source, steps } = await cluster.metrics();
    expect(source?.kind).toBe('prometheus');
    expect(source?.scrapeIntervalSeconds()).toBe(INTERVAL_SECONDS);
    expect(steps).toEqual([{ step: 'configuration', outcome: 'used' }]);
  });

  it('refuses a Prometheus in which the pods of two clusters have one name, until matchers are set', async () => {
    await waitUntil(
      'pods of one name in both clusters are scraped',
      async () =>
        (
          await both.query(
            'count by (namespace, pod) (count by (namespace, pod, cluster) (proxy_build_info)) > 1',
          )
        ).length > 0,
      { withinMs: 45_000, everyMs: 500 },
    );
    const { source, steps } = await (
      await openEast({ source: 'prometheus', prometheus: { url: both.url } })
    ).metrics();
    expect(source).toBeUndefined();
    expect(steps[0]).toMatchObject({
      step: 'configuration',
      outcome: 'failed',
      reason: expect.stringMatching(
        /cluster="(east|west)" and cluster="(east|west)": set matchers/,
      ),
    });
  });

  it('says so where Prometheus knows no proxy of the mesh', async () => {
    const { source, steps } = await (
      await openEast({
        source: 'prometheus',
        prometheus: { url: both.url, matchers: { cluster: 'north' } },
      })
    ).metrics();
    expect(source).toBeUndefined();
    expect(steps[0].reason).toContain('knows no proxy of the mesh');
  });

  it('says so where nothing listens', async () => {
    const [port] = await freePorts(1);
    const { source, steps } = await (
      await openEast({
        source: 'prometheus',
        prometheus: { url: `http://127.0.0.1:${port}` },
      })
    ).metrics();
    expect(source).toBeUndefined();
    expect(steps[0]).toMatchObject({
      step: 'configuration',
      outcome: 'failed',
    });
    expect(steps[0].reason).toMatch(/refused|ECONNREFUSED/);
  });

  it('widens a window that is too thin for its scrapes, and says so', async () => {
    const cluster = await openEast({
      prometheus: { url: both.url, matchers: { cluster: 'east' } },
    });
    const [{ source }, mesh, snapshot] = await Promise.all([
      cluster.metrics(),
      cluster.mesh(),
      cluster.inventory.ready(),
    ]);
    const traffic = await mesh!.traffic({
      metrics: source!,
      snapshot,
      windowSeconds: 5,
    });
    expect(traffic.windowSeconds).toBe(4 * INTERVAL_SECONDS);
    expect(traffic.warnings).toEqual([
      {
        code: 'window-widened',
        message: expect.stringContaining('8 s instead of 5 s'),
        cluster: 'east',
      },
    ]);
    expect(traffic.edges.length).toBeGreaterThan(10);
  });

  describe('an annotation on the namespace of viz', () => {
    let annotated: DemoCluster;

    beforeAll(async () => {
      annotated = await startDemoCluster({
        world: withAnnotation(eastWorld(), eastOnly.url),
      });
    }, 30_000);

    afterAll(() => annotated?.close());

    it('leads to the Prometheus that it names', async () => {
      const open = await openCluster({
        name: 'annotated',
        url: annotated.url,
        ca: demo.ca,
        token: annotated.tokens.portal,
      });
      opened.push(open);
      const { source, steps } = await open.cluster.metrics();
      expect(source?.kind).toBe('prometheus');
      expect(steps).toEqual([
        expect.objectContaining({ step: 'configuration', outcome: 'skipped' }),
        { step: 'annotation', outcome: 'used' },
      ]);
    });
  });

  // The last one: it ends a Prometheus.
  it('keeps the numbers of a Prometheus that went away, and says since when', async () => {
    const cluster = await openEast({
      source: 'prometheus',
      prometheus: { url: both.url, matchers: { cluster: 'east' } },
    });
    const service = new TrafficService({ logger: mockServices.logger.mock() });
    const ask = async () =>
      service.counts(cluster, await cluster.inventory.ready(), {
        windowSeconds: 10,
      });
    const before = await ask();
    expect(before).toMatchObject({ source: 'prometheus', warnings: [] });
    expect(before.staleSince).toBeUndefined();
    expect(before.traffic?.edges.length).toBeGreaterThan(10);

    await both.stop();
    const after = await waitUntil(
      'the numbers are stale',
      async () => {
        const view = await ask();
        return view.staleSince !== undefined && view;
      },
      { everyMs: 500 },
    );
    expect(after.traffic).toEqual(before.traffic);
    expect(Date.now() - after.staleSince!).toBeLessThan(15_000);
    expect(after.warnings).toContainEqual(
      expect.objectContaining({
        code: 'stale',
        message: expect.stringContaining('does not answer'),
      }),
    );
  }, 30_000);
});

function withAnnotation(world: WorldModel, url: string): WorldModel {
  return {
    ...world,
    namespaces: world.namespaces.map(namespace =>
      namespace.name === 'linkerd-viz'
        ? {
            ...namespace,
            annotations: {
              ...namespace.annotations,
              'viz.linkerd.io/external-prometheus': url,
            },
          }
        : namespace,
    ),
  };
}
