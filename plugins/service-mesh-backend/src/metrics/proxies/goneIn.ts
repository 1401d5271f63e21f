import { InventorySnapshot } from '@backstage-mesh/plugin-service-mesh-node';
import { ProxyPod } from './FleetMembers';

/**
 * Whether a pod that was read is no more.
 *
 * @internal
 */
export function goneIn(
  snapshot: InventorySnapshot,
): (pod: ProxyPod['pod']) => boolean {
  return pod => {
    const known = snapshot.pod(pod.namespace, pod.name);
    return known?.uid !== pod.uid || known.deletedAt !== undefined;
  };
}
