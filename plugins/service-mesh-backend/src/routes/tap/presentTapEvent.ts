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

/**
 * Makes of an event what one viewer may see: the peer is linked where the viewer may read it, and without a name where not. The end
 * that is tapped stays as it is.
 */
export function createTapPresenter(options: {
  mesh: Pick<Mesh, 'tapPeer'>;
  snapshot: () => InventorySnapshot | undefined;
  authorization: Pick<Authorization, 'readableWorkloads'>;
  credentials: BackstageCredentials;
}): PresentEvent {
  const { mesh, snapshot, authorization, credentials } = options;

  const presentPeer = async (
    meta: TapMeta,
    address: TapAddress,
  ): Promise<TapMeta> => {
    const peer = mesh.tapPeer?.(meta.labels);
    const current = snapshot();
    const workload = current && findWorkload(current, peer?.owner, address);
    if (!workload) {
      return peer ? meta : { labels: {} };
    }
    const readable = await authorization.readableWorkloads(credentials, [
      workload,
    ]);
    return readable.has(workloadKey(workload))
      ? {
          ...meta,
          link: formatWorkloadPath(workload, formatWorkloadId(workload)),
        }
      : { labels: peer?.callLabels ?? {} };
  };

  return async (event: TapEvent) => {
    switch (event.proxyDirection) {
      case 'INBOUND':
        return {
          ...event,
          sourceMeta: await presentPeer(event.sourceMeta, event.source),
        };
      case 'OUTBOUND':
        return {
          ...event,
          destinationMeta: await presentPeer(
            event.destinationMeta,
            event.destination,
          ),
        };
      default:
        return {
          ...event,
          sourceMeta: await presentPeer(event.sourceMeta, event.source),
          destinationMeta: await presentPeer(
            event.destinationMeta,
            event.destination,
          ),
        };
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
