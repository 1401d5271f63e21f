import { Warning } from '@backstage-mesh/plugin-service-mesh-common';

/** A cluster that can not be asked is noticed by both; it is told once. */
export function mergeWarnings(
  first: readonly Warning[],
  second: readonly Warning[],
): Warning[] {
  const key = ({ code, cluster, message }: Warning) =>
    JSON.stringify([code, cluster, cluster ? '' : message]);
  const known = new Set(first.map(key));
  return [...first, ...second.filter(warning => !known.has(key(warning)))];
}
