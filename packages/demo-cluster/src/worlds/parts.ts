import type {
  LatencyModel,
  OutcomeModel,
  RouteModel,
  ServiceModel,
  WorkloadModel,
} from '../simulation/model';

/** Nothing changes before, so that whoever compares numbers has a steady load to do it on. The east's first rollout comes at about the same time. */
export const CALM_SECONDS = 250;

export function latency(medianMs: number, p99Factor = 5): LatencyModel {
  return { medianMs, p99Factor };
}

/** Everything goes well, but for these. */
export function outcomes(
  ok: Omit<OutcomeModel, 'share'>,
  ...others: OutcomeModel[]
): OutcomeModel[] {
  const rest = 1 - others.reduce((sum, item) => sum + item.share, 0);
  return [{ ...ok, share: rest }, ...others];
}

export const OK = { status: 200 };
export const GRPC_OK = { status: 200, grpcStatus: 0 };

/** A route as most are: GET, JSON, never fails by itself. */
export function route(
  method: string,
  path: string,
  more: Partial<RouteModel> = {},
): RouteModel {
  return {
    name: `${method} ${path}`,
    method,
    path,
    latency: latency(8),
    outcomes: { '*': outcomes(OK) },
    responseBytes: 420,
    ...(method === 'POST' ? { requestBytes: 64 } : {}),
    ...more,
  };
}

/** A gRPC method, unary unless it has `bodyMs`. */
export function rpc(
  grpcService: string,
  method: string,
  more: Partial<RouteModel> = {},
): RouteModel {
  return {
    name: method,
    method: 'POST',
    path: `/${grpcService}/${method}`,
    latency: latency(4),
    outcomes: { '*': outcomes(GRPC_OK) },
    responseBytes: 96,
    requestBytes: 24,
    ...more,
  };
}

/** A workload as most are: a meshed Deployment of one pod that serves HTTP. */
export function workload(
  namespace: string,
  name: string,
  more: Partial<WorkloadModel> = {},
): WorkloadModel {
  return {
    namespace,
    name,
    kind: 'Deployment',
    replicas: 1,
    meshed: true,
    version: '1.4.2',
    ports: [{ name: 'http', port: 8080 }],
    ...more,
  };
}

/** A Service of the workload of the same name. */
export function service(
  namespace: string,
  name: string,
  more: Partial<ServiceModel> = {},
): ServiceModel {
  return {
    namespace,
    name,
    port: { name: 'http', port: 8080 },
    protocol: 'http',
    selector: { app: name },
    ...more,
  };
}
