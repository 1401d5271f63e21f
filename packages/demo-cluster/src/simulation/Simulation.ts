import type { SimulatedClock } from '../clock/SimulatedClock';
import { Random } from '../random/Random';
import { AdmissionPolicies } from './AdmissionPolicies';
import { Connections } from './Connections';
import { ExchangeRecorder } from './ExchangeRecorder';
import { ExpectedTruth } from './ExpectedTruth';
import { Housekeeping } from './Housekeeping';
import type { WorkloadModel, WorldModel } from './model';
import { Observations } from './Observations';
import { PodDirectory } from './PodDirectory';
import { RuleLedger } from './RuleLedger';
import type { PolicyTruth, RouteTruth, SplitTruth } from './RuleTruth';
import { ServiceDirectory } from './ServiceDirectory';
import { Timeline } from './Timeline';
import { Traffic } from './Traffic';
import { edgeKey, TruthLedger, type EdgeTruth } from './Truth';

/** What the simulation knows about its traffic. */
export interface SimulationTruth {
  edges: EdgeTruth[];
  /** By workload, Service and route. */
  routes: RouteTruth[];
  /** By workload and Service. */
  splits: SplitTruth[];
  /** By Server, route and client. */
  policies: PolicyTruth[];
}

/** The traffic of one cluster. */
export class Simulation {
  readonly pods = new PodDirectory();
  readonly services: ServiceDirectory;
  readonly observations: Observations;
  private readonly ledger = new TruthLedger();
  private readonly rules = new RuleLedger();
  private readonly startedAt: number;
  private readonly policies: AdmissionPolicies;
  private readonly connections: Connections;
  private readonly traffic: Traffic;
  private readonly housekeeping: Housekeeping;

  constructor(
    private readonly world: WorldModel,
    private readonly clock: SimulatedClock,
    seed: string,
  ) {
    this.startedAt = clock.now();
    const random = Random.named(seed, 'traffic');
    const connections = new Connections(Random.named(seed, 'connections'));
    const policies = new AdmissionPolicies(world.policies);
    this.policies = policies;
    this.services = new ServiceDirectory(world.services);
    this.observations = new Observations(clock);
    const timeline = new Timeline(clock);
    this.traffic = new Traffic({
      world,
      clock,
      timeline,
      random,
      pods: this.pods,
      services: this.services,
      policies,
      rules: this.rules,
      recorder: new ExchangeRecorder({
        timeline,
        services: this.services,
        connections,
        truth: this.ledger,
        rules: this.rules,
        onExchange: (exchange, connection) =>
          this.observations.exchange(exchange, connection),
      }),
    });
    this.housekeeping = new Housekeeping(
      clock,
      this.pods,
      policies,
      this.observations,
      connections,
      world.hasPrometheus,
    );
    this.connections = connections;
    this.pods.onRemoval(pod => {
      this.disconnect(pod.uid);
      for (const other of this.pods.all()) {
        other.proxy?.outbound.forgetPeer(pod.uid);
      }
    });
  }

  start(): void {
    const { stepMs } = this.world;
    this.clock.every(stepMs, () => this.traffic.step(stepMs));
    this.housekeeping.start();
  }

  /** Ends all connections from and to a pod. */
  disconnect(podUid: string): void {
    this.connections.closeAllOf(podUid, this.clock.now());
  }

  /** What the model says, and what was drawn: edge by edge, and by the mesh's own rules. */
  truth(): SimulationTruth {
    const expected = new ExpectedTruth(
      this.world,
      workload => this.versionsOf(workload),
      this.policies,
      workload => this.pods.ofWorkload(workload).length,
      this.clock.now() - this.startedAt,
    );
    for (const { source, target, protocol } of expected.all()) {
      this.ledger.counts(source, target, protocol);
    }
    return {
      edges: [...this.ledger.all()]
        .map(({ source, target, protocol, counts }) => ({
          source,
          target,
          protocol,
          configured: expected.of(source, target, protocol),
          generated: counts.snapshot(),
        }))
        .sort((a, b) =>
          edgeKey(a.source, a.target, a.protocol) <
          edgeKey(b.source, b.target, b.protocol)
            ? -1
            : 1,
        ),
      routes: this.rules.routeTruth((source, service, name) =>
        expected.ofRoute(source, service, name),
      ),
      splits: this.rules.splitTruth(),
      policies: this.rules.policyTruth(),
    };
  }

  private versionsOf(workload: WorkloadModel) {
    const ready = this.pods.ofWorkload(workload).filter(pod => pod.isReady);
    if (ready.length === 0) {
      return [{ version: workload.version, share: 1 }];
    }
    return ready.map(pod => ({
      version: pod.version,
      share: 1 / ready.length,
    }));
  }
}
