import type { DemoTokens } from './api/access';
import type { Faults } from './api/faults';
import type { ServiceForward } from './api/proxies';
import type { SimulatedClock } from './clock/SimulatedClock';
import type { ObjectStore } from './objects/ObjectStore';
import type { TapFaults } from './tap';
import type { RequestFeed } from './simulation/observed';
import type { ObjectRef, WorldModel } from './simulation/model';
import type { SimulationTruth } from './simulation/Simulation';

export interface DemoClusterOptions {
  /** `east`, `west`, or a world of your own. */
  world: 'east' | 'west' | WorldModel;
  /** Same seed, same cluster, same traffic. Default 1. */
  seed?: number | string;
  /** 0 takes any free port. Default 0. */
  port?: number;
  /** Another port that speaks plain HTTP. None by default. */
  httpPort?: number;
  /** Serve HTTPS with this key and certificate; plain HTTP without. */
  tls?: { key: string; cert: string };
  /** Where simulated time begins, in milliseconds since the epoch. Default: now. */
  startAt?: number;
  /** Simulated seconds per second. 0 leaves the clock to `clock.advance`. Default 1. */
  speed?: number;
  /** Traffic that happened before the cluster can be asked. Default 0. */
  warmUpSeconds?: number;
  /** Services that lead to real servers: the service proxy sends their requests on. One that the world has itself is taken over. */
  forwards?: ServiceForward[];
  /** Default 60 seconds, as the real one. */
  bookmarkEveryMs?: number;
  /** How long the API server waits for a pod that drops packets. Default 30 seconds, as the real one. */
  dialTimeoutMs?: number;
}

/** What the simulation knows about a cluster. */
export interface ClusterTruth extends SimulationTruth {
  cluster: string;
  seed: string;
  /** Simulated, in milliseconds since the epoch. */
  startedAt: number;
  now: number;
  /** Versions of what rolls out and back, and since when. */
  rollouts: {
    namespace: string;
    name: string;
    version: string;
    since: number;
  }[];
}

/** A simulated cluster that runs. */
export interface DemoCluster {
  name: string;
  /** Of the API server. */
  url: string;
  /** Of the plain HTTP port, if it has one. */
  httpUrl?: string;
  tokens: DemoTokens;
  clock: SimulatedClock;
  /** For tests: whoever writes here is a controller of the cluster. */
  store: ObjectStore;
  faults: Faults;
  tapFaults: TapFaults;
  feed: RequestFeed;
  truth(): ClusterTruth;
  /** Rolls a Deployment out to a version, as its controller would. */
  rollOut(workload: ObjectRef, version: string): void;
  /** Divides the calls to a Service anew: weights by the name of the Service that takes calls. */
  shiftWeights(service: ObjectRef, weights: Record<string, number>): void;
  /** Ends a pod's proxy and starts it again: its counters begin at nothing. */
  restartProxy(namespace: string, pod: string): void;
  close(): Promise<void>;
}
