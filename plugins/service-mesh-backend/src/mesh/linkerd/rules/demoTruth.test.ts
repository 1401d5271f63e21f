import { mockServices } from '@backstage/backend-test-utils';
import {
  InventorySnapshot,
  MeshRules,
} from '@backstage-mesh/plugin-service-mesh-node';
import { ClusterTruth, DemoCluster, startDemoCluster } from 'demo-cluster';
import { HttpClusterConnection } from '../../../clusters';
import { ClusterInventory } from '../../../inventory';
import { INSTALLATION } from '../../../metrics/__testUtils__/recordedMesh';
import { ProxiesSource } from '../../../metrics/proxies';
import { LinkerdMesh } from '../LinkerdMesh';
import { METRIC_NAMES } from '../metricTables';
import { proxyTargetOf } from '../proxyTarget';

/** Shorter than the time for which proxies are read that nobody asks for any more. */
const WINDOW_MS = 40_000;

jest.setTimeout(60_000);

/** What the demo cluster drew is compared with what is read from its proxies. */
describe('rules of a demo cluster', () => {
  let demo: DemoCluster;
  let before: ClusterTruth;
  let after: ClusterTruth;
  let snapshot: InventorySnapshot;
  let rules: MeshRules;

  beforeAll(async () => {
    demo = await startDemoCluster({
      world: 'east',
      seed: 1,
      speed: 0,
      warmUpSeconds: 120,
      // The same calls each time: of one that is open at an edge of the window, truth and metrics know different parts.
      startAt: Date.parse('2026-01-01T12:00:00Z'),
    });
    const connection = HttpClusterConnection.create({
      name: 'east',
      url: demo.url,
      token: async () => demo.tokens.portal,
    });
    const inventory = ClusterInventory.create({
      connection,
      namespaces: { include: [], exclude: ['kube-system'] },
      logger: mockServices.logger.mock(),
    });
    snapshot = await inventory.ready();
    const metrics = new ProxiesSource({
      cluster: 'east',
      connection,
      snapshot: () => inventory.snapshot(),
      mesh: { proxyTarget: proxyTargetOf, metricNames: METRIC_NAMES },
      excludedNamespaces: ['linkerd', 'linkerd-viz'],
      logger: mockServices.logger.mock(),
      // So that the window is not too thin.
      intervalMs: WINDOW_MS / 4,
      now: () => demo.clock.now(),
      wait: async () => {
        before = demo.truth();
        demo.clock.advance(WINDOW_MS);
        after = demo.truth();
      },
    });
    const mesh = new LinkerdMesh(
      { connection, inventory, logger: mockServices.logger.mock() },
      INSTALLATION,
      {
        namespace: 'linkerd',
        vizNamespace: 'linkerd-viz',
        includedNamespaces: [],
      },
    );
    // The first question reads all proxies, before and after the window.
    await metrics.query([], { windowSeconds: WINDOW_MS / 1000 });
    rules = await mesh.rules({
      metrics,
      snapshot,
      windowSeconds: WINDOW_MS / 1000,
      scope: { namespaces: snapshot.namespaces().map(({ name }) => name) },
    });
    metrics.close();
    inventory.close();
    connection.close();
  });

  afterAll(() => demo?.close());

  /** How much each count of a thing grew in the window. */
  function growth<T extends { generated: object }>(
    all: readonly T[],
    old: readonly T[],
    keyOf: (thing: T) => unknown,
  ): { thing: T; grown: Record<string, number> }[] {
    const earlier = new Map(
      old.map(thing => [JSON.stringify(keyOf(thing)), thing.generated]),
    );
    return all.map(thing => {
      const was: object = earlier.get(JSON.stringify(keyOf(thing))) ?? {};
      const grown = Object.entries(thing.generated).flatMap(([name, value]) =>
        typeof value === 'number'
          ? [
              [
                name,
                value - Number(new Map(Object.entries(was)).get(name) ?? 0),
              ],
            ]
          : [],
      );
      return { thing, grown: Object.fromEntries(grown) };
    });
  }

  /** Runs of Jobs and CronJobs end, and their proxies with them, before they are read again. */
  const LASTING = ['Deployment', 'DaemonSet', 'ReplicaSet', 'Pod'];

  it('should have the routes of all callers as they were drawn', () => {
    const routes = growth(
      after.routes,
      before.routes,
      ({ source, service, route }) => [source, service, route],
    ).filter(
      ({ thing: { source }, grown }) =>
        source.meshed && LASTING.includes(source.kind) && grown.requests > 0,
    );
    expect(routes.length).toBeGreaterThan(25);
    const measured = routes.map(({ thing: { source, service, route } }) => {
      const kind = route.name ? route.kind : 'default';
      const found = rules.routes.filter(
        row =>
          row.direction === 'outbound' &&
          row.workload.namespace === source.namespace &&
          row.workload.name === source.name &&
          row.service?.namespace === service.namespace &&
          row.service.name === service.name &&
          row.route.kind === kind &&
          (kind === 'default' || row.route.name === route.name),
      );
      const [row] = found;
      return {
        route: `${source.name} > ${service.name} ${route.name}`,
        rows: found.length,
        requests: row?.http.requests,
        failures: row?.http.failures,
        retries: row?.retries ?? 0,
        timeouts: row?.timeouts ?? 0,
      };
    });
    expect(measured).toEqual(
      routes.map(({ thing: { source, service, route }, grown }) => ({
        route: `${source.name} > ${service.name} ${route.name}`,
        rows: 1,
        requests: grown.requests,
        failures: grown.failures + grown.unroutable,
        retries: grown.retries,
        timeouts: grown.timeouts,
      })),
    );
  });

  it('should divide calls as they were divided, also under a ServiceProfile', () => {
    const leaves = after.splits.flatMap(
      ({ source, apex, route, leaves: all }) =>
        growth(
          all,
          before.splits.find(
            old =>
              JSON.stringify([old.source, old.apex]) ===
              JSON.stringify([source, apex]),
          )?.leaves ?? [],
          ({ service }) => service,
        ).map(({ thing: { service, configuredShare }, grown }) => ({
          from: `${source.name} > ${apex.name} > ${service.name}`,
          by: route.kind,
          weight: configuredShare,
          requests: grown.requests,
          failures: grown.failures,
        })),
    );
    expect(new Set(leaves.map(({ by }) => by))).toEqual(
      new Set(['HTTPRoute', 'ServiceProfile']),
    );
    const measured = rules.splits.map(
      ({ source, apex, route, leaf, weight, http }) => ({
        from: `${source?.name} > ${apex.name} > ${leaf.name}`,
        by: route?.kind,
        weight,
        requests: http.requests,
        failures: http.failures,
      }),
    );
    const byName = (a: { from: string }, b: { from: string }) =>
      a.from.localeCompare(b.from);
    expect(measured.sort(byName)).toEqual(leaves.sort(byName));
  });

  it('should let in and refuse whom policy let in and refused', () => {
    const clients = growth(
      after.policies,
      before.policies,
      ({ namespace, server, route, client }) => [
        namespace,
        server,
        route,
        client,
      ],
    );
    const refusals = clients.flatMap(({ thing, grown }) => {
      const refused = grown.denied + grown.noRoute;
      return refused > 0
        ? [[thing.server, thing.route, thing.client?.name, refused].join(' ')]
        : [];
    });
    expect(refusals.length).toBeGreaterThan(1);
    expect(
      rules.denials
        .map(({ server, route, clients: who, denied }) =>
          [server.name, route?.name, who.map(({ name }) => name), denied].join(
            ' ',
          ),
        )
        .sort(),
    ).toEqual(refusals.sort());
    const allowed = new Map<string, number>();
    for (const { thing, grown } of clients) {
      const key = `${thing.server} ${thing.route}`;
      allowed.set(key, (allowed.get(key) ?? 0) + grown.allowed);
    }
    const admitted = rules.policies.filter(
      ({ server, allowed: count = 0 }) => server.namespace && count > 0,
    );
    expect(admitted.length).toBeGreaterThan(2);
    for (const { server, route, admits, allowed: count } of admitted) {
      const truth = allowed.get(`${server.name} ${route?.name}`);
      expect(admits).not.toHaveLength(0);
      // Routes for the kubelet's probes are in no truth.
      expect([route?.name, truth ?? count]).toEqual([route?.name, count]);
    }
  });

  it('should find the failures that the metrics of HTTP routes take for successes', () => {
    const voting = rules.routes.find(
      ({ workload, service }) =>
        workload.name === 'web' && service?.name === 'voting-svc',
    );
    expect(voting?.route.kind).toBe('default');
    expect(voting?.http.failures).toBeGreaterThan(0);
  });
});
