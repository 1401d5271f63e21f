import type { AggregatedContext, AggregatedHandler } from './api/aggregation';
import { demoRbac, demoTokens, usersByToken } from './api/access';
import { ApiServer } from './api/ApiServer';
import { Authenticator } from './api/authentication';
import { DemoRoutes } from './api/demoRoutes';
import { Faults } from './api/faults';
import { ResourceProxy } from './api/proxies';
import { SimulatedClock } from './clock/SimulatedClock';
import { ClusterController } from './controllers/ClusterController';
import { demoActions } from './demoActions';
import type { DemoCluster, DemoClusterOptions } from './DemoCluster';
import { ObjectStore } from './objects/ObjectStore';
import { prometheusTargets } from './prometheus/targets';
import { SimulatedNetwork } from './proxies/SimulatedNetwork';
import { Random } from './random/Random';
import type { WorldModel } from './simulation/model';
import { Simulation } from './simulation/Simulation';
import { TapFaults, tapGroup } from './tap';
import { eastWorld, westWorld } from './worlds/worlds';

const HOST = '127.0.0.1';

/** Groups that are answered behind the API server, by `group/version`. */
export type AggregatedGroups = Record<
  string,
  (context: AggregatedContext) => AggregatedHandler
>;

function worldOf(world: DemoClusterOptions['world']): WorldModel {
  switch (world) {
    case 'east':
      return eastWorld();
    case 'west':
      return westWorld();
    default:
      return world;
  }
}

/**
 * Starts a simulated cluster with everything in it.
 *
 * @throws Error with code EADDRINUSE where a port is taken.
 */
export async function startDemoCluster(
  options: DemoClusterOptions,
  aggregated: AggregatedGroups = {},
): Promise<DemoCluster> {
  const world = worldOf(options.world);
  const seed = `${options.seed ?? 1}/${world.name}`;
  const warmUpMs = (options.warmUpSeconds ?? 0) * 1000;
  const startAt = options.startAt ?? Date.now();
  const clock = new SimulatedClock({
    startAt: startAt - warmUpMs,
    speed: options.speed ?? 1,
  });
  const store = new ObjectStore(clock, Random.named(seed, 'uids'));
  const simulation = new Simulation(world, clock, seed);
  const controller = new ClusterController(
    world,
    clock,
    store,
    seed,
    simulation,
  );
  controller.populate();
  simulation.start();
  clock.advance(warmUpMs);
  options.forwards?.forEach(forward => controller.addForward(forward));

  const rbac = demoRbac();
  const faults = new Faults();
  const tapFaults = new TapFaults();
  const truth = () => ({
    cluster: world.name,
    seed: String(options.seed ?? 1),
    startedAt: startAt - warmUpMs,
    now: clock.now(),
    ...simulation.truth(),
    rollouts: controller.rollouts(),
  });
  const context: AggregatedContext = {
    store,
    clock,
    authorizer: rbac,
    feed: simulation.observations,
    reachability: podUid =>
      simulation.pods.get(podUid)?.workload.reachability ?? 'reachable',
  };
  const server = new ApiServer({
    store,
    clock,
    rbac,
    authenticator: new Authenticator(usersByToken, rbac),
    proxy: new ResourceProxy(
      store,
      new SimulatedNetwork(clock, simulation.pods, {
        dialTimeoutMs: options.dialTimeoutMs ?? 30_000,
      }),
      options.forwards,
    ),
    faults,
    demo: new DemoRoutes(
      {
        '/demo/truth': truth,
        '/demo/prometheus-targets': () => prometheusTargets(store),
      },
      demoActions(controller, rbac),
    ),
    aggregated: new Map(
      Object.entries({ ...tapGroup(tapFaults), ...aggregated }).map(
        ([group, make]) => [group, make(context)],
      ),
    ),
    bookmarkEveryMs: options.bookmarkEveryMs ?? 60_000,
  });

  try {
    const port = await server.listen({
      host: HOST,
      port: options.port ?? 0,
      ...(options.tls ? { tls: options.tls } : {}),
    });
    const httpPort =
      options.httpPort === undefined
        ? undefined
        : await server.listen({ host: HOST, port: options.httpPort });
    clock.start();
    return {
      name: world.name,
      url: `${options.tls ? 'https' : 'http'}://${HOST}:${port}`,
      ...(httpPort === undefined
        ? {}
        : { httpUrl: `http://${HOST}:${httpPort}` }),
      tokens: demoTokens,
      clock,
      store,
      faults,
      tapFaults,
      feed: simulation.observations,
      truth,
      rollOut: (workload, version) => controller.rollOut(workload, version),
      shiftWeights: (service, weights) =>
        controller.shiftWeights(service, weights),
      restartProxy: (namespace, pod) => controller.restartProxy(namespace, pod),
      async close() {
        clock.stop();
        await server.close();
      },
    };
  } catch (error) {
    await server.close();
    throw error;
  }
}
