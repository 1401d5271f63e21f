import { WorkloadRef } from '@backstage-mesh/plugin-service-mesh-common';
import { InventorySnapshot } from '@backstage-mesh/plugin-service-mesh-node';
import { isIP } from 'node:net';
import { workloadsBehind } from '../../mesh/workloadsBehind';

/**
 * Whom an authority names, as far as a viewer could test guesses with it: whether calls to it come tells whether it is called.
 *
 * @returns `open` for hosts beyond the cluster and for Services beside the target; the workloads behind any other Service, of which
 * one has to be readable; none for what can not be told apart from somebody hidden, such as an IP address
 * @internal
 */
export function workloadsOfAuthority(
  authority: string,
  target: WorkloadRef,
  snapshot: InventorySnapshot,
): 'open' | readonly WorkloadRef[] {
  const host = authority
    .toLowerCase()
    .replace(/:\d+$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
  if (isIP(host)) {
    return [];
  }
  const labels = host.split('.');
  const svc = labels.indexOf('svc');
  const end = svc < 0 ? labels.length : svc;
  // A short name is looked up in the namespace of who asks; names of three and more labels without `svc` are beyond the cluster.
  if (end === 1) {
    return 'open';
  }
  const namespace = labels[end - 1];
  if (namespace === target.namespace) {
    return 'open';
  }
  if (svc < 0 && end > 2 && !snapshot.namespace(namespace)) {
    return 'open';
  }
  return workloadsBehind(snapshot, { namespace, name: labels[end - 2] });
}
