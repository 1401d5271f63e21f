import type {
  EdgeProtocol,
  TopologyNode,
} from '@backstage-mesh/plugin-service-mesh-common';
import { workloadParameter } from './workloadParameter';

/** Kinds that a tap can be narrowed to. */
const TARGETS = ['Deployment', 'DaemonSet', 'StatefulSet', 'Pod'];

/**
 * The address of the live tap tab, prefilled with a workload and, where given, the peer that it calls or that calls it. The mesh can be
 * asked for some callees only; every other peer is looked for in what was received.
 *
 * @param path - the tab's path, which may carry a query already
 */
export function tapPath(
  path: string,
  workload: TopologyNode,
  to?: TopologyNode,
  from?: TopologyNode,
): string | undefined {
  if (workload.type !== 'workload' || !workload.name || !workload.namespace) {
    return undefined;
  }
  const [base, search] = path.split('?');
  const parameters = new URLSearchParams(search);
  parameters.set('workload', workloadParameter(workload));
  if (to?.name && to.namespace && TARGETS.includes(to.kind)) {
    parameters.set('to', `${to.namespace}/${to.kind.toLowerCase()}/${to.name}`);
  } else if (to) {
    setPeer(parameters, 'out', 'destination', to);
  }
  if (from) {
    setPeer(parameters, 'in', 'source', from);
  }
  parameters.set('start', 'true');
  return `${base}?${parameters}`;
}

/** An end of a call, and whether it is the component's own. */
interface CallEnd {
  node: TopologyNode;
  focus: boolean;
}

/**
 * The address of the live tap of a call, at whichever end is the component's own; undefined where it can not be tapped.
 *
 * @param path - the tab's path, which may carry a query already
 */
export function tapPathOfCall(
  path: string,
  protocol: EdgeProtocol,
  source: CallEnd | undefined,
  target: CallEnd | undefined,
): string | undefined {
  if (!source || !target || protocol === 'tcp') {
    return undefined;
  }
  if (source.focus) {
    return tapPath(path, source.node, target.node);
  }
  return target.focus
    ? tapPath(path, target.node, undefined, source.node)
    : undefined;
}

/** Narrows the received requests to those of a peer; where it has no name, to its way at least. */
function setPeer(
  parameters: URLSearchParams,
  way: 'in' | 'out',
  parameter: 'source' | 'destination',
  { type, name, namespace, kind }: TopologyNode,
) {
  parameters.set('way', way);
  if (name && type !== 'unmeshed' && type !== 'hidden') {
    // the runs of a job have names that begin with its own, so only a part can be asked for
    const whole = namespace && TARGETS.includes(kind);
    parameters.set(parameter, whole ? `${namespace}/${name}` : name);
  }
}
