import type { TopologyNode } from '@backstage-mesh/plugin-service-mesh-common';
import { workloadParameter } from './workloadParameter';

/** Kinds that a tap can be narrowed to. */
const TARGETS = ['Deployment', 'DaemonSet', 'StatefulSet', 'Pod'];

/**
 * The address of the live tap tab, prefilled with a workload and, where given, the peer that it calls.
 *
 * @param path - the tab's path, which may carry a query already
 */
export function tapPath(
  path: string,
  workload: TopologyNode,
  to?: TopologyNode,
): string | undefined {
  if (workload.type !== 'workload' || !workload.name || !workload.namespace) {
    return undefined;
  }
  const [base, search] = path.split('?');
  const parameters = new URLSearchParams(search);
  parameters.set('workload', workloadParameter(workload));
  if (to?.name && to.namespace && TARGETS.includes(to.kind)) {
    parameters.set('to', `${to.namespace}/${to.kind.toLowerCase()}/${to.name}`);
  }
  parameters.set('start', 'true');
  return `${base}?${parameters}`;
}
