/** Labels of the model's own: which namespace and name. */
export interface ObjectRef {
  namespace: string;
  name: string;
}

export type WorkloadKind =
  | 'Deployment'
  | 'StatefulSet'
  | 'DaemonSet'
  | 'ReplicaSet'
  | 'Job'
  | 'CronJob'
  | 'Pod';

/** Time that a handler takes by itself: log-normal, so a few are slow. */
export interface LatencyModel {
  medianMs: number;
  /** How many times the median the 99th percentile is. */
  p99Factor: number;
}

/** Times that come back: the first part of every period, counted from the begin of the traffic. */
export interface PhaseModel {
  everySeconds: number;
  forSeconds: number;
  /** When the first one begins. Default 0. */
  offsetSeconds?: number;
}

/** How a request can go. Those of a route add up to 1; the first one takes what is left. */
export interface OutcomeModel {
  share: number;
  status: number;
  grpcStatus?: number;
  /** Multiplies the time that the handler takes. */
  slower?: number;
  /** What breaks instead of a proper end. `reset` is HTTP/2's RST_STREAM. */
  breaks?:
    | { kind: 'reset'; afterHead: boolean; code: number; name: string }
    /** HTTP/1: the connection closes without a word. */
    | { kind: 'close' }
    /** HTTP/1: the connection closes in mid-body. */
    | { kind: 'cut' };
}

/** A call that a workload makes while it answers, or by itself. */
export interface CallModel {
  to: ObjectRef | { external: string };
  port?: number;
  /** Name of the callee's route. Nothing for TCP. */
  route?: string;
  /** As the client writes it; the short name of the Service where absent. */
  authority?: string;
  /** In so many of the cases it is made. Default 1. */
  share?: number;
  /** Made at these times only. */
  during?: PhaseModel;
  /** In so many of the cases a failure or a refusal of this call fails the caller's own answer. Default 1. */
  failsCaller?: number;
  /** The client gives up after so long, before or after the head. */
  abandonAfterMs?: number;
  /** What a TCP call moves: its request and its answer. */
  bytes?: { out: number; in: number };
}

export interface RouteModel {
  name: string;
  method: string;
  /** `{…}` is filled with one of `ids`. */
  path: string;
  ids?: string[];
  query?: string;
  latency: LatencyModel;
  /** After the head the body takes so long: a stream. */
  bodyMs?: number;
  /** By version of the workload; `*` for all the others. */
  outcomes: Record<string, OutcomeModel[]>;
  /** How it goes at some times instead, whatever the version. */
  trouble?: { during: PhaseModel; outcomes: OutcomeModel[] };
  calls?: CallModel[];
  responseBytes?: number;
  requestBytes?: number;
}

export interface DriveModel {
  call: CallModel;
  ratePerSecond: number;
  /** The rate is each pod's, not the workload's. */
  perPod?: boolean;
  /** It passes on what a ServiceAccount of another cluster asked of it: a gateway does. */
  onBehalfOf?: ObjectRef;
}

export interface WorkloadModel extends ObjectRef {
  kind: WorkloadKind;
  replicas: number;
  meshed: boolean;
  /** `backstage.io/kubernetes-id` of its pods: the workload's consent. */
  componentId?: string;
  /** Beyond `app`. */
  podLabels?: Record<string, string>;
  /** Value of the pods' `app` label, where it is not the name. */
  app?: string;
  serviceAccount?: string;
  version: string;
  ports: { name: string; port: number }[];
  /** The kubelet asks the application too, not the proxy alone. */
  appProbePath?: string;
  tap?: 'enabled' | 'disabled' | 'missing';
  routes?: RouteModel[];
  drives?: DriveModel[];
  /** The container dies again and again. */
  crashLoops?: { exitCode: number; message: string };
  /** For the API they run; nobody gets through to them. */
  reachability?: 'unreachable' | 'hangs';
  /** CronJob and Job: a run takes so long. */
  runSeconds?: number;
  /** CronJob: a run begins so often. */
  everySeconds?: number;
  labels?: Record<string, string>;
  /** Labels of the pods instead of `app`. */
  selector?: Record<string, string>;
  podAnnotations?: Record<string, string>;
  /** What a service mirror tells on its own port, `admin-http`. */
  mirrors?: LinkModel;
}

export type Protocol = 'http' | 'http2' | 'grpc' | 'tcp';

export interface HttpRouteModel {
  kind: 'HTTPRoute' | 'GRPCRoute';
  name: string;
  backends?: (ObjectRef & { weight: number })[];
  timeoutMs?: number;
  retries?: { statuses: number[]; limit: number };
}

/** A ServiceProfile. Where a Service has one, its client's proxies take no notice of an HTTPRoute. */
export interface ProfileModel {
  /** Names of the callee's routes. */
  routes: string[];
  /** Which of them may be tried again, once. */
  retryable: string[];
  /** By route. */
  timeoutsMs?: Record<string, number>;
  /** `dstOverrides`: the Services that answer instead. */
  backends?: (ObjectRef & { weight: number })[];
}

/** Stands here for a Service of another cluster; its calls go to the gateway there. */
export interface MirrorModel {
  /** As the mesh calls the other cluster. */
  cluster: string;
  /** The Service there. */
  origin: ObjectRef;
  gateway: { ip: string; port: number };
  /** What answers there, drawn here: two clusters share no simulation. */
  routes: RouteModel[];
}

export interface ServiceModel extends ObjectRef {
  port: { name: string; port: number };
  protocol: Protocol;
  selector: Record<string, string>;
  /** The proxy does not look into it. */
  opaque?: boolean;
  route?: HttpRouteModel;
  profile?: ProfileModel;
  mirror?: MirrorModel;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

/** The way to another cluster, which a service mirror looks after: it copies that cluster's Services, and probes its gateway. */
export interface LinkModel {
  /** As the mesh calls the other cluster. */
  cluster: string;
  gateway: { ip: string; port: number };
  probeLatency: LatencyModel;
  /** Times at which the gateway does not answer its probes. */
  down?: PhaseModel;
}

/** A Server with its routes and who may use them. */
export interface PolicyModel {
  namespace: string;
  /** Value of the `app` label of the pods under it. */
  app: string;
  server: string;
  port: number;
  routes: {
    name: string;
    /** Routes of the workload that fall under it. */
    covers: string[];
    authorization: string;
    /** ServiceAccounts, or anybody. */
    allows: ObjectRef[] | 'anyone';
  }[];
}

export interface ExternalHost {
  host: string;
  ip: string;
  port: number;
  routes: RouteModel[];
}

export interface NamespaceModel {
  name: string;
  injected: boolean;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

/** A change of a Deployment's version, back and forth for ever. */
export interface RolloutScenario {
  workload: ObjectRef;
  versions: [healthy: string, broken: string];
  /** The first one breaks it after so long, and so on. */
  everySeconds: number;
}

/** All that a cluster is made of. */
export interface WorldModel {
  name: string;
  namespaces: NamespaceModel[];
  workloads: WorkloadModel[];
  services: ServiceModel[];
  policies: PolicyModel[];
  externals: ExternalHost[];
  rollouts: RolloutScenario[];
  /** Other clusters whose Services have mirrors here. */
  links?: LinkModel[];
  /** Whether the mesh's own Prometheus runs and its scrapes count in every proxy. */
  hasPrometheus: boolean;
  /** Traffic is drawn in steps of so long. */
  stepMs: number;
}

export function refKey(ref: ObjectRef): string {
  return `${ref.namespace}/${ref.name}`;
}

/** The Services that answer for another, where it does not answer itself. A ServiceProfile has the say over a route. */
export function backendsOf({ profile, route }: ServiceModel) {
  return (profile ?? route)?.backends;
}

/** Name of the ServiceProfile's route that requests by a route of the callee fall under; undefined is its default route. */
export function profileRoute(
  { profile }: ServiceModel,
  calleeRoute: string | undefined,
): string | undefined {
  return profile?.routes.find(name => name === calleeRoute);
}
