import { performance } from 'node:perf_hooks';
import { Warning } from '@backstage-mesh/plugin-service-mesh-common';
import {
  DemoCluster,
  DemoClusterOptions,
  generatedWorld,
  startDemoCluster,
  WorldModel,
} from 'demo-cluster';
import { FaultPortal } from './__testUtils__/FaultPortal';
import { PortalClock } from './__testUtils__/PortalClock';
import { until } from './__testUtils__/until';

jest.setTimeout(120_000);

interface ToldNode {
  namespace?: string;
  kind: string;
  name?: string;
  stats: { requestsPerSecond?: number };
}

/** Where no Prometheus is, the portal reads the proxies itself. */
describe('a proxy', () => {
  let clock: PortalClock;
  const ends: (() => Promise<unknown>)[] = [];

  beforeEach(() => {
    clock = new PortalClock();
  });

  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) {
      await end();
    }
    clock.restore();
  });

  async function start(options: DemoClusterOptions) {
    const demo = await startDemoCluster({ warmUpSeconds: 120, ...options });
    ends.push(() => demo.close());
    const portal = await FaultPortal.start([
      {
        name: 'east',
        url: demo.url,
        serviceAccountToken: demo.tokens.portal,
      },
    ]);
    ends.push(() => portal.stop());
    await portal.clusterIn('east', 'ready');
    return { demo, portal };
  }

  async function look(portal: FaultPortal, path: string) {
    const { status, body } = await portal.get(path);
    expect(status).toBe(200);
    const nodes: ToldNode[] = body.nodes;
    const warnings: Warning[] = body.warnings;
    return {
      warnings,
      rateOf: (name: string) =>
        nodes.find(node => node.name === name && node.kind === 'Deployment')
          ?.stats.requestsPerSecond,
      rated: nodes.filter(({ stats }) => (stats.requestsPerSecond ?? 0) > 0),
    };
  }

  /** Simulated and portal time go on together, and the proxies are read again. */
  async function goOn(
    { demo, portal }: { demo: DemoCluster; portal: FaultPortal },
    seconds: number,
    path: string,
  ) {
    demo.clock.advance(seconds * 1000);
    clock.pass(seconds);
    return look(portal, path);
  }

  const VIDEO = '/clusters/east/topology?namespace=video&window=1m';

  it('that drops packets (503 after 30 s) is named, and the numbers of the others do not wait for it', async () => {
    const world = generatedWorld({
      workloads: 80,
      podsPerWorkload: 1,
      seed: 'bad-node',
    });
    // A node that is cut off takes many pods with it.
    const cutOff: WorldModel = {
      ...world,
      name: 'east',
      workloads: world.workloads.map((workload, index) =>
        index % 2 === 1 && /^team-/.test(workload.namespace)
          ? { ...workload, reachability: 'hangs' }
          : workload,
      ),
    };
    const { portal } = await start({ world: cutOff });
    const before = performance.now();
    const seen = await look(portal, '/clusters/east/topology?window=1m');
    expect(performance.now() - before).toBeLessThan(9_000);
    expect(seen.rated.length).toBeGreaterThan(5);
    const warning = seen.warnings.find(
      ({ code }) => code === 'proxies-unreachable',
    );
    expect(warning).toMatchObject({
      cluster: 'east',
      // No more than those are missing.
      message:
        '40 of 80 proxies could not be read: their calls are missing from the numbers',
      nodeIds: expect.anything(),
    });
    const again = performance.now();
    await look(portal, '/clusters/east/topology?window=1m');
    expect(performance.now() - again).toBeLessThan(1_500);
  });

  it('whose counters begin at nothing again gives neither a fall nor a peak', async () => {
    const running = await start({ world: 'east', speed: 0 });
    const { demo } = running;
    await goOn(running, 15, VIDEO);
    await goOn(running, 15, VIDEO);
    const steady = await until('numbers', async () =>
      (await goOn(running, 15, VIDEO)).rateOf('playlists-api'),
    );
    demo.store
      .list('pods', 'video')
      .filter(({ metadata }) => metadata.name.startsWith('playlists-api-'))
      .forEach(({ metadata }) => demo.restartProxy('video', metadata.name));
    for (let round = 0; round < 4; round += 1) {
      const rate = (await goOn(running, 15, VIDEO)).rateOf('playlists-api');
      expect(rate).toBeGreaterThan(0.6 * steady);
      expect(rate).toBeLessThan(1.5 * steady);
    }
  });

  it('that can not be read for a while and returns is unknown meanwhile, and its numbers are right again', async () => {
    const running = await start({ world: 'east', speed: 0 });
    const { demo } = running;
    await goOn(running, 15, VIDEO);
    const steady = await until('numbers', async () =>
      (await goOn(running, 15, VIDEO)).rateOf('playlists-api'),
    );
    const mend = demo.faults.add(({ subresource, name }) =>
      subresource === 'proxy' && name?.startsWith('playlists-api-')
        ? {
            kind: 'status',
            code: 503,
            message: 'error trying to reach service',
          }
        : undefined,
    );
    await goOn(running, 15, VIDEO);
    const gone = await goOn(running, 100, VIDEO);
    expect(gone.rateOf('playlists-api')).not.toBe(0);
    expect(
      gone.warnings.find(({ code }) => code === 'proxies-unreachable'),
    ).toMatchObject({ cluster: 'east' });
    mend();
    let rate: number | undefined;
    for (let round = 0; round < 12; round += 1) {
      rate = (await goOn(running, 30, VIDEO)).rateOf('playlists-api');
    }
    expect(rate).toBeGreaterThan(0.6 * steady);
    expect(rate).toBeLessThan(1.5 * steady);
  });
});
