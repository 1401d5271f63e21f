import type { AggregatedContext, AggregatedHandler } from '../api/aggregation';
import { sendPageNotFound, sendUnavailable } from '../api/responses';
import { ApiError } from '../api/status';
import type { KubernetesObject } from '../objects/KubernetesObject';
import type { ObjectStore } from '../objects/ObjectStore';
import { resourceNames, type ResourceName } from '../objects/resources';
import { TAP_GROUP_VERSION } from './discovery';
import { TapFaults } from './faults';
import { TapApi } from './TapApi';
import { isSelectedBy, type TapTargets } from './targets';

const VIZ_NAMESPACE = 'linkerd-viz';
const TAP_SERVICE = 'tap';

/** The tap API as an aggregated group of a demo cluster, as `startDemoCluster` registers it. */
export function tapGroup(
  faults: TapFaults = new TapFaults(),
): Record<string, (context: AggregatedContext) => AggregatedHandler> {
  return {
    [TAP_GROUP_VERSION]: context => createTapApi(context, faults),
  };
}

/**
 * Answers for `tap.linkerd.io/v1alpha1` as an API server with an APIService for it does. The group is there as long as the Service `tap` of the
 * viz extension is, and works as long as that Service has a ready pod; when such a pod goes away, so do the open taps.
 */
export function createTapApi(
  context: AggregatedContext,
  faults: TapFaults = new TapFaults(),
): AggregatedHandler {
  const { store, authorizer, feed, clock, reachability } = context;
  const api = new TapApi({
    targets: storedTargets(store),
    authorizer,
    feed,
    clock,
    isReachable: podUid => reachability(podUid) === 'reachable',
    faults,
  });
  store.subscribe('pods', ({ type, object }) => {
    if (type !== 'DELETED') {
      return;
    }
    api.forget(object.metadata.uid);
    const service = tapService(store);
    if (
      service &&
      object.metadata.namespace === VIZ_NAMESPACE &&
      isSelectedBy(service, object)
    ) {
      faults.cutAll();
    }
  });
  return async call => {
    const fault = faults.current;
    if (fault?.kind === 'busy') {
      throw new ApiError(
        429,
        'TooManyRequests',
        'too many requests, please try again later',
        { retryAfterSeconds: fault.retryAfterSeconds },
      );
    } else if (fault?.kind === 'absent' || !tapService(store)) {
      sendPageNotFound(call.response);
    } else if (fault?.kind === 'down' || !hasEndpoint(store)) {
      sendUnavailable(call.response);
    } else {
      await api.handle(call);
    }
  };
}

/** The objects of a demo cluster. */
export function storedTargets(store: ObjectStore): TapTargets {
  return {
    list: (resource, namespace) =>
      isStored(resource) ? store.list(resource, namespace) : [],
  };
}

function isStored(name: string): name is ResourceName {
  return resourceNames.some(resource => resource === name);
}

function tapService(store: ObjectStore): KubernetesObject | undefined {
  return store.get('services', VIZ_NAMESPACE, TAP_SERVICE);
}

function hasEndpoint(store: ObjectStore): boolean {
  return store
    .list('endpointslices', VIZ_NAMESPACE)
    .filter(
      slice =>
        slice.metadata.labels?.['kubernetes.io/service-name'] === TAP_SERVICE,
    )
    .some(
      ({ endpoints }) => Array.isArray(endpoints) && endpoints.some(isReady),
    );
}

function isReady(endpoint: { conditions?: { ready?: boolean } }): boolean {
  return endpoint.conditions?.ready === true;
}
