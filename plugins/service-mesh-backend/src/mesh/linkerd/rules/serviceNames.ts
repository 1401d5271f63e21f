/**
 * A Service, with the port that is called where it is known.
 *
 * @internal
 */
export interface CalledService {
  namespace: string;
  name: string;
  port?: number;
}

/** Equal for the same Service, whatever the port. @internal */
export function serviceKey({
  namespace,
  name,
}: Pick<CalledService, 'namespace' | 'name'>): string {
  return `${namespace}/${name}`;
}

/**
 * Reads a name in the cluster's DNS, as ServiceProfiles and their metrics have it: `web.shop.svc.cluster.local:8080`.
 *
 * @internal
 */
export function parseAuthority(
  authority: string | undefined,
): CalledService | undefined {
  const [, name, namespace, port] =
    /^([^.:]+)\.([^.:]+)\.svc\.[^:]+(?::(\d{1,5}))?$/.exec(authority ?? '') ??
    [];
  return name ? { namespace, name, ...portOf(port) } : undefined;
}

/**
 * The Service that labels of a route metric name.
 *
 * @param role - `parent`: the one that was called; `backend`: the one that took the call
 * @internal
 */
export function serviceOf(
  labels: Readonly<Record<string, string>>,
  role: 'parent' | 'backend',
): CalledService | undefined {
  const namespace = labels[`${role}_namespace`];
  const name = labels[`${role}_name`];
  return namespace && name
    ? { namespace, name, ...portOf(labels[`${role}_port`]) }
    : undefined;
}

/** @internal */
export function portOf(text: string | undefined): { port?: number } {
  const port = Number(text);
  return Number.isInteger(port) && port > 0 ? { port } : {};
}
