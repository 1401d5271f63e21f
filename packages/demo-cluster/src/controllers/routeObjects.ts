import type { NewObject } from '../objects/KubernetesObject';
import type {
  HttpRouteModel,
  ObjectRef,
  ProfileModel,
  RouteModel,
  ServiceModel,
} from '../simulation/model';
import { TRUST_DOMAIN } from '../simulation/SimulatedPod';

export const POLICY_CONTROLLER = 'linkerd.io/policy-controller';

/** One of the conditions that Linkerd's policy controller writes into the status of a route. */
export function routeCondition(type: string, since: string) {
  return {
    lastTransitionTime: since,
    message: '',
    reason: type,
    status: 'True',
    type,
  };
}

/** What a route matches a method and a path by. `{id}` in a path stands for one segment of it. */
export function httpMatch({ method, path }: RouteModel) {
  return {
    method,
    path: path.includes('{')
      ? { type: 'RegularExpression', value: pathRegex(path) }
      : { type: 'Exact', value: path },
  };
}

function pathRegex(path: string): string {
  return path.replace(/[.+]/g, '\\$&').replace(/\{[^}]*\}/g, '[^/]+');
}

/** The Gateway API's route that is attached to a Service. `served` are the routes of the pods behind it. */
export function routeObject(
  service: ServiceModel,
  model: HttpRouteModel,
  served: RouteModel[],
  since: string,
  portOf: (backend: ObjectRef) => number,
): NewObject {
  const { namespace, name, port } = service;
  const parent = { kind: 'Service', name, port: port.port };
  const { timeoutMs, retries } = model;
  const annotations = {
    ...(retries
      ? {
          'retry.linkerd.io/http': retries.statuses.join(','),
          'retry.linkerd.io/limit': String(retries.limit),
        }
      : {}),
    ...(timeoutMs === undefined
      ? {}
      : { 'timeout.linkerd.io/request': `${timeoutMs}ms` }),
  };
  const backendRefs = model.backends?.map(backend => ({
    group: '',
    kind: 'Service',
    name: backend.name,
    ...(backend.namespace === namespace
      ? {}
      : { namespace: backend.namespace }),
    port: portOf(backend),
    weight: backend.weight,
  }));
  const rules =
    model.kind === 'GRPCRoute'
      ? served.map(item => ({ matches: [{ method: grpcMethod(item) }] }))
      : [{ matches: [{ path: { type: 'PathPrefix', value: '/' } }] }];
  return {
    kind: model.kind,
    apiVersion: 'gateway.networking.k8s.io/v1',
    metadata: {
      ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
      generation: 1,
      name: model.name,
      namespace,
    },
    spec: {
      parentRefs: [{ group: '', ...parent }],
      rules: rules.map(rule => ({
        ...(backendRefs ? { backendRefs } : {}),
        ...rule,
      })),
    },
    status: {
      parents: [
        {
          conditions: ['Accepted', 'ResolvedRefs'].map(type =>
            routeCondition(type, since),
          ),
          controllerName: POLICY_CONTROLLER,
          parentRef: { group: 'core', ...parent, namespace },
        },
      ],
    },
  };
}

function grpcMethod({ path }: RouteModel) {
  const [, service, method] = path.split('/');
  return { method, service, type: 'Exact' };
}

export function profileObject(
  service: ServiceModel,
  model: ProfileModel,
  served: RouteModel[],
  portOf: (backend: ObjectRef) => number,
): NewObject {
  const { namespace, name } = service;
  return {
    kind: 'ServiceProfile',
    apiVersion: 'linkerd.io/v1alpha2',
    metadata: {
      generation: 1,
      name: `${name}.${namespace}.svc.${TRUST_DOMAIN}`,
      namespace,
    },
    spec: {
      ...(model.backends
        ? {
            dstOverrides: model.backends.map(backend => ({
              authority: `${backend.name}.${
                backend.namespace
              }.svc.${TRUST_DOMAIN}:${portOf(backend)}`,
              weight: backend.weight,
            })),
          }
        : {}),
      ...(model.retryable.length > 0
        ? {
            retryBudget: {
              minRetriesPerSecond: 10,
              retryRatio: 0.2,
              ttl: '10s',
            },
          }
        : {}),
      routes: served
        .filter(item => model.routes.includes(item.name))
        .map(item => profileRoute(model, item)),
    },
  };
}

function profileRoute(
  { retryable, timeoutsMs }: ProfileModel,
  { name, method, path }: RouteModel,
) {
  const timeoutMs = timeoutsMs?.[name];
  return {
    condition: { method, pathRegex: pathRegex(path) },
    ...(retryable.includes(name) ? { isRetryable: true } : {}),
    name,
    ...(timeoutMs === undefined ? {} : { timeout: `${timeoutMs}ms` }),
  };
}
