import { NodePeer } from '../topology/nodeIds';

/**
 * One end of a call that is remembered.
 *
 * @internal
 */
export type CallEnd = Exclude<NodePeer, { type: 'unmeshed' }>;

/**
 * Writes an end for the database: short, and the same text for the same end.
 *
 * @param cluster - where the call was counted
 * @internal
 */
export function writeCallEnd(cluster: string, end: CallEnd): string {
  switch (end.type) {
    case 'workload': {
      const { namespace, kind, name } = end.workload;
      const elsewhere = end.workload.cluster !== cluster;
      return JSON.stringify([
        'workload',
        namespace,
        kind,
        name,
        ...(elsewhere ? [end.workload.cluster] : []),
      ]);
    }
    case 'service':
      return JSON.stringify([
        'service',
        end.namespace,
        end.name,
        ...(end.meshCluster === undefined ? [] : [end.meshCluster]),
      ]);
    default:
      return JSON.stringify([
        'external',
        end.host,
        ...(end.identity === undefined ? [] : [end.identity]),
      ]);
  }
}

/**
 * Reads what {@link writeCallEnd} wrote.
 *
 * @returns undefined for what it did not write
 * @internal
 */
export function readCallEnd(
  cluster: string,
  text: string,
): CallEnd | undefined {
  let parts: unknown;
  try {
    parts = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!Array.isArray(parts) || parts.some(part => typeof part !== 'string')) {
    return undefined;
  }
  const [type, ...rest] = parts as string[];
  if (type === 'workload' && rest.length >= 3) {
    const [namespace, kind, name, elsewhere] = rest;
    return {
      type,
      workload: { cluster: elsewhere ?? cluster, namespace, kind, name },
    };
  }
  if (type === 'service' && rest.length >= 2) {
    const [namespace, name, meshCluster] = rest;
    return { type, namespace, name, ...(meshCluster && { meshCluster }) };
  }
  if (type === 'external' && rest.length >= 1) {
    const [host, identity] = rest;
    return { type, host, ...(identity && { identity }) };
  }
  return undefined;
}
