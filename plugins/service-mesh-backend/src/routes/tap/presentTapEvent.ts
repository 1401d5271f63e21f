import {
  formatWorkloadId,
  formatWorkloadPath,
  TapAddress,
  TapEvent,
  TapMeta,
  workloadKey,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import {
  InventorySnapshot,
  Mesh,
} from '@backstage-mesh/plugin-service-mesh-node';
import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { Authorization } from '../../authorization';
import { PresentEvent } from '../../tap';
import { hideDestination, HideIp, hideSource } from './hideTapPeer';

/** One end of an event, as the viewer may see it. */
interface PresentedPeer {
  meta: TapMeta;
  /** Whatever else tells who it is must go too. */
  hidden: boolean;
}

/**
 * Makes of an event what one viewer may see: the peer is linked where the viewer may read it, and without name and address where not.
 * The end that is tapped stays as it is.
 */
export function createTapPresenter(options: {
  mesh: Pick<Mesh, 'tapPeer'>;
  snapshot: () => InventorySnapshot | undefined;
  authorization: Pick<Authorization, 'mayReadClusters' | 'readableWorkloads'>;
  credentials: BackstageCredentials;
  hideIp: HideIp;
}): PresentEvent {
  const { mesh, snapshot, authorization, credentials, hideIp } = options;

  const mayReadAny = async (workloads: readonly WorkloadRef[]) => {
    const readable = await authorization.readableWorkloads(
      credentials,
      workloads,
    );
    return workloads.some(workload => readable.has(workloadKey(workload)));
  };

  const presentPeer = async (
    meta: TapMeta,
    address: TapAddress,
  ): Promise<PresentedPeer> => {
    const { owner, callLabels } = mesh.tapPeer?.(meta.labels) ?? {
      callLabels: {},
    };
    const hidden = { meta: { labels: callLabels }, hidden: true };
    const current = snapshot();
    const workload = current && findWorkload(current, owner, address);
    if (workload) {
      const link = formatWorkloadPath(workload, formatWorkloadId(workload));
      return (await mayReadAny([workload]))
        ? { meta: { ...meta, link }, hidden: false }
        : hidden;
    }
    if (await authorization.mayReadClusters(credentials)) {
      return { meta, hidden: false };
    }
    const service = current?.serviceByClusterIp(address.ip);
    if (service) {
      // As in the topology: who may see a workload beside a Service may see the Service.
      const beside = current?.workloads(service.namespace) ?? [];
      return (await mayReadAny(beside.map(({ ref }) => ref)))
        ? { ...hidden, hidden: false }
        : hidden;
    }
    // Labels beside those of the call, an identity or a node, name somebody about whom nobody can be asked. A host outside the
    // cluster has none.
    const isHost =
      current !== undefined &&
      Object.keys(meta.labels).every(name => Object.hasOwn(callLabels, name));
    return { ...hidden, hidden: !isHost };
  };

  /** Nobody is shown because it could not be asked whether that is allowed. */
  const presentSafely = async (meta: TapMeta, address: TapAddress) => {
    try {
      return await presentPeer(meta, address);
    } catch {
      return { meta: { labels: {} }, hidden: true };
    }
  };

  const presentSource = async (event: TapEvent): Promise<TapEvent> => {
    const { meta, hidden } = await presentSafely(
      event.sourceMeta,
      event.source,
    );
    return {
      ...(hidden ? hideSource(event, hideIp) : event),
      sourceMeta: meta,
    };
  };

  const presentDestination = async (event: TapEvent): Promise<TapEvent> => {
    const { meta, hidden } = await presentSafely(
      event.destinationMeta,
      event.destination,
    );
    return {
      ...(hidden ? hideDestination(event, hideIp) : event),
      destinationMeta: meta,
    };
  };

  return async event => {
    switch (event.proxyDirection) {
      case 'INBOUND':
        return presentSource(event);
      case 'OUTBOUND':
        return presentDestination(event);
      default:
        return presentDestination(await presentSource(event));
    }
  };
}

/** Labels come first: addresses are used again, and pods on the node's network share one. */
function findWorkload(
  snapshot: InventorySnapshot,
  owner: { namespace: string; kind: string; name: string } | undefined,
  address: TapAddress,
): WorkloadRef | undefined {
  if (owner) {
    const { namespace, kind, name } = owner;
    return (
      (kind === 'Pod'
        ? snapshot.pod(namespace, name)?.workload
        : snapshot.resolveOwner(namespace, kind, name)) ?? {
        cluster: snapshot.cluster,
        ...owner,
      }
    );
  }
  return snapshot.podByIp(address.ip)?.workload;
}
