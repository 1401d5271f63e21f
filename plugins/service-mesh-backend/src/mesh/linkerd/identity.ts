/**
 * Whom a TLS identity of Linkerd was given to.
 *
 * @internal
 */
export interface ServiceAccountIdentity {
  serviceAccount: string;
  namespace: string;
}

const IDENTITY =
  /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?)\.([a-z0-9]([-a-z0-9]*[a-z0-9])?)\.serviceaccount\.identity\./;

/**
 * Reads an identity such as `web.shop.serviceaccount.identity.linkerd.cluster.local`. It is that of a ServiceAccount, not of a
 * workload: several workloads may share it. The name of a ServiceAccount may hold dots, that of a namespace may not.
 *
 * @internal
 */
export function parseIdentity(
  identity: string,
): ServiceAccountIdentity | undefined {
  const match = IDENTITY.exec(identity);
  return match ? { serviceAccount: match[1], namespace: match[3] } : undefined;
}
