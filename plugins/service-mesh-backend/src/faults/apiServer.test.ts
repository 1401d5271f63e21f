import { AddressInfo, createServer, Socket } from 'node:net';
import { createMockDirectory } from '@backstage/backend-test-utils';
import {
  DemoCluster,
  DemoClusterOptions,
  makeCertificates,
  startDemoCluster,
} from 'demo-cluster';
import { codes, FaultPortal } from './__testUtils__/FaultPortal';
import { PortalClock } from './__testUtils__/PortalClock';
import { pause, until } from './__testUtils__/until';

jest.setTimeout(120_000);

const VIDEO = '/clusters/east/topology?namespace=video&window=1m';
const WEB = { namespace: 'video', name: 'videos-web' };

describe('an API server', () => {
  const files = createMockDirectory();
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

  async function startCluster(
    options: Partial<DemoClusterOptions> = {},
  ): Promise<DemoCluster> {
    const demo = await startDemoCluster({
      world: 'east',
      warmUpSeconds: 60,
      ...options,
    });
    ends.push(() => demo.close());
    return demo;
  }

  async function startPortal(
    ...options: Parameters<typeof FaultPortal.start>
  ): Promise<FaultPortal> {
    const portal = await FaultPortal.start(...options);
    ends.push(() => portal.stop());
    return portal;
  }

  const east = ({ url, tokens }: DemoCluster) => ({
    name: 'east',
    url,
    serviceAccountToken: tokens.portal,
  });

  /** No request is answered until it is brought back. */
  function takeAway(demo: DemoCluster): () => void {
    const bringBack = demo.faults.add(() => ({ kind: 'cut' }));
    demo.faults.cutWatches();
    return bringBack;
  }

  const namesIn = (body: { nodes: { name: string }[] }) =>
    body.nodes.map(({ name }) => name);

  it('that is down when the portal starts is named with what to check, and its mesh comes when it does', async () => {
    const port = await freePort();
    const portal = await startPortal([
      {
        name: 'east',
        url: `http://127.0.0.1:${port}`,
        serviceAccountToken: 'demo-portal',
      },
    ]);
    expect(await portal.clusterIn('east', 'unreachable')).toMatchObject({
      reason:
        'The cluster east can not be reached: nothing listens at its address (connection refused); check the url of the cluster and whether its API server runs',
      since: expect.any(String),
    });
    const refused = await portal.get(VIDEO);
    expect(refused.status).toBe(503);
    expect(refused.body.error.message).toContain('east');

    await startCluster({ port });
    await portal.clusterIn('east', 'ready');
    const { status, body } = await portal.get(VIDEO);
    expect(status).toBe(200);
    expect(namesIn(body)).toContain('videos-web');
  });

  it('that goes away in the midst of a watch leaves what was known, says since when, and catches up', async () => {
    const demo = await startCluster();
    const portal = await startPortal([east(demo)]);
    await portal.clusterIn('east', 'ready');
    await portal.get(VIDEO);

    const bringBack = takeAway(demo);
    demo.rollOut(WEB, '9.9.9');
    // A blink is nobody's concern.
    await pause(1_500);
    expect(await portal.cluster('east')).toMatchObject({ state: 'ready' });

    clock.pass(60);
    expect(await portal.clusterIn('east', 'stale')).toMatchObject({
      reason: expect.stringMatching(
        /are no longer kept up to date: The cluster east can not be reached: it closed the connection$/,
      ),
      since: expect.any(String),
    });
    const meanwhile = await portal.get(VIDEO);
    expect(meanwhile.status).toBe(200);
    expect(namesIn(meanwhile.body)).toContain('videos-web');
    expect(meanwhile.body.warnings).toContainEqual(
      expect.objectContaining({
        code: 'inventory-stale',
        cluster: 'east',
        message: expect.stringMatching(
          /^Cluster east is shown as it was at .*: its API server can not be read now, and is asked again and again$/,
        ),
      }),
    );

    bringBack();
    await portal.clusterIn('east', 'ready');
    await until('the warning is gone', async () => {
      const { body } = await portal.get(VIDEO);
      return !codes(body.warnings).includes('inventory-stale');
    });
  });

  it('that is away for an hour leaves the graph, whose numbers become old and then unknown, never zero', async () => {
    const demo = await startCluster();
    const portal = await startPortal([east(demo)]);
    await portal.clusterIn('east', 'ready');
    const rateOfWeb = async () => {
      const { body } = await portal.get(VIDEO);
      const web = body.nodes.find(
        ({ name, kind }: { name: string; kind: string }) =>
          name === 'videos-web' && kind === 'Deployment',
      );
      return { rate: web?.stats.requestsPerSecond, body };
    };
    await until('numbers', async () => (await rateOfWeb()).rate > 0, 30_000);

    const bringBack = takeAway(demo);
    clock.pass(120);
    const old = await until('old numbers', async () => {
      const answer = await rateOfWeb();
      return codes(answer.body.warnings).includes('stale') && answer;
    });
    expect(old.rate).toBeGreaterThan(0);
    expect(old.body.measurements).toContainEqual(
      expect.objectContaining({ staleSince: expect.any(String) }),
    );
    // The search for another source finds none, and must not lose the one that there is.
    clock.pass(120);
    await portal.cluster('east');
    await pause(1_000);
    expect((await rateOfWeb()).rate).toBe(old.rate);

    clock.pass(3600);
    const unknown = await rateOfWeb();
    expect(unknown.rate).toBeUndefined();
    expect(namesIn(unknown.body)).toContain('videos-web');
    expect(codes(unknown.body.warnings)).toEqual(
      expect.arrayContaining(['inventory-stale', 'metrics-unavailable']),
    );

    bringBack();
    await portal.clusterIn('east', 'ready');
    // What failed again and again is left alone for five minutes at most.
    clock.pass(300);
    await until(
      'new numbers',
      async () => {
        const { rate, body } = await rateOfWeb();
        return rate > 0 && !codes(body.warnings).includes('stale');
      },
      60_000,
    );
  });

  it('that forgot the version of every watch (410 Gone) is listed again, and nothing is missed', async () => {
    const demo = await startCluster({ speed: 0 });
    const portal = await startPortal([east(demo)]);
    await portal.clusterIn('east', 'ready');
    const bringBack = takeAway(demo);
    demo.store.delete('pods', 'video', 'debug-shell');
    demo.store.compact();
    bringBack();
    await until(
      'the pod is known to be gone',
      async () => {
        const { body } = await portal.get(VIDEO);
        return !namesIn(body).includes('debug-shell');
      },
      40_000,
    );
    expect(await portal.clusterIn('east', 'ready')).not.toHaveProperty(
      'reason',
    );
  });

  it('that answers 429 is left alone for as long as it asks', async () => {
    const demo = await startCluster();
    const asked: number[] = [];
    const mend = demo.faults.add(({ resource, verb }) => {
      if (resource !== 'pods' || verb !== 'list') {
        return undefined;
      }
      asked.push(performance.now());
      return {
        kind: 'status',
        code: 429,
        message: 'the server has received too many requests',
        retryAfterSeconds: 3,
      };
    });
    const portal = await startPortal([east(demo)]);
    expect(await portal.clusterIn('east', 'unreachable')).toMatchObject({
      reason: 'the server has received too many requests',
    });
    await until('a second attempt', () => asked.length > 1);
    mend();
    expect(asked[1] - asked[0]).toBeGreaterThanOrEqual(2_990);
    await portal.clusterIn('east', 'ready');
  });

  it('that takes its time for the first list is said to be read, and not to be down', async () => {
    const demo = await startCluster();
    const mend = demo.faults.add(({ resource, verb }) =>
      resource === 'pods' && verb === 'list'
        ? { kind: 'delay', milliseconds: 12_000 }
        : undefined,
    );
    const portal = await startPortal([east(demo)]);
    const { status, body } = await portal.get(VIDEO);
    expect(status).toBe(503);
    expect(body.error.message).toBe(
      'The cluster "east" is still being read for the first time; try again in a few seconds',
    );
    expect(await portal.cluster('east')).toMatchObject({ state: 'connecting' });
    mend();
    await portal.clusterIn('east', 'ready');
    expect((await portal.get(VIDEO)).status).toBe(200);
  });

  it('that no longer accepts the token says so, and works again when its file holds a new one', async () => {
    const demo = await startCluster();
    files.setContent({ token: 'of-last-year' });
    const portal = await startPortal([{ name: 'east', url: demo.url }], {
      clusters: [{ name: 'east', tokenFile: files.resolve('token') }],
    });
    const reason =
      "Unauthorized: its API server does not accept the portal's token, which may have expired; give the portal a new one";
    expect(await portal.clusterIn('east', 'unreachable')).toMatchObject({
      reason,
    });
    files.setContent({ token: demo.tokens.portal });
    await portal.clusterIn('east', 'ready');

    files.setContent({ token: 'expired' });
    demo.faults.cutWatches();
    clock.pass(60);
    expect(await portal.clusterIn('east', 'stale')).toMatchObject({
      reason: expect.stringContaining(reason),
    });
    expect((await portal.get(VIDEO)).status).toBe(200);
    files.setContent({ token: demo.tokens.portal });
    await portal.clusterIn('east', 'ready');
  });

  it('whose certificate authority is rotated is trusted again when the file holds the new one', async () => {
    const [first, second] = await Promise.all([
      makeCertificates(),
      makeCertificates(),
    ]);
    const port = await freePort();
    files.setContent({ 'ca.crt': first.ca });
    const before = await startDemoCluster({ world: 'east', port, tls: first });
    ends.push(() => before.close());
    const portal = await startPortal([
      {
        name: 'east',
        url: before.url,
        caFile: files.resolve('ca.crt'),
        serviceAccountToken: before.tokens.portal,
      },
    ]);
    await portal.clusterIn('east', 'ready');

    await before.close();
    await startCluster({ port, tls: second });
    clock.pass(60);
    await until(
      'the certificate is not trusted',
      async () => {
        const { state, reason } = await portal.cluster('east');
        return (
          state === 'stale' &&
          reason?.includes(
            'its certificate is not trusted; set caData or caFile of the cluster',
          )
        );
      },
      40_000,
    );
    files.setContent({ 'ca.crt': second.ca });
    expect(await portal.clusterIn('east', 'ready')).not.toHaveProperty(
      'reason',
    );
  });

  it('is one of four of which two are down: the others are shown at once, and each that is missing is named', async () => {
    const up = await startCluster();
    const west = await startCluster({ world: 'west' });
    const silent = await listenSilently();
    ends.push(() => silent.close());
    const portal = await startPortal([
      east(up),
      { ...east(west), name: 'west' },
      {
        name: 'refuses',
        url: `http://127.0.0.1:${await freePort()}`,
        serviceAccountToken: 'x',
      },
      {
        name: 'hangs',
        url: `https://127.0.0.1:${silent.port}`,
        serviceAccountToken: 'x',
      },
    ]);
    // A cluster that nobody asked before is waited for, once.
    await portal.get('/topology?window=1m');
    await portal.clusterIn('west', 'ready');
    const before = performance.now();
    const { status, body } = await portal.get('/topology?window=1m');
    expect(status).toBe(200);
    expect(performance.now() - before).toBeLessThan(3_000);
    expect(
      new Set(body.nodes.map(({ cluster }: { cluster: string }) => cluster)),
    ).toEqual(new Set(['east', 'west']));
    const missing = body.warnings.filter(
      ({ code }: { code: string }) => code === 'cluster-unreachable',
    );
    expect(
      missing.map(({ cluster, message }: Record<string, string>) => [
        cluster,
        message,
      ]),
    ).toEqual(
      ['refuses', 'hangs'].map(name => [
        name,
        `Cluster ${name} is missing: it can not be read at the moment`,
      ]),
    );
    expect(await portal.clusterIn('hangs', 'unreachable')).toMatchObject({
      reason:
        'The cluster hangs can not be reached: it does not answer; check the network between it and the portal',
    });
  });
});

async function freePort(): Promise<number> {
  const { port, close } = await listenSilently();
  await close();
  return port;
}

/** A server that takes connections and never says a word. */
async function listenSilently() {
  const sockets = new Set<Socket>();
  const server = createServer(socket => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    close: () =>
      new Promise(resolve => {
        server.close(resolve);
        sockets.forEach(socket => socket.destroy());
      }),
  };
}
