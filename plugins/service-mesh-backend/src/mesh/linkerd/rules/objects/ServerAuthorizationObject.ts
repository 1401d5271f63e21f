import { LabelSelector } from '@backstage-mesh/plugin-service-mesh-node';
import { fieldsOf, listOf, textOf, textsOf } from './fields';
import { nameOf, ObjectName } from './ObjectRef';
import {
  NetworkObject,
  readNetworks,
  readSelector,
  ServerObject,
} from './policyObjects';

/**
 * A ServerAuthorization: the older way to say who may call a Server, in one object. Clients must be in one of the networks, and be one of
 * those that it names.
 *
 * @internal
 */
export interface ServerAuthorizationObject extends ObjectName {
  /** The Servers of its namespace that it is about. */
  server: { name: string } | { labels: LabelSelector };
  /** No limit where there are none. */
  networks: NetworkObject['networks'];
  /** Whoever it is. */
  unauthenticated: boolean;
  /** Whoever speaks TLS, without a certificate too. */
  unauthenticatedTls: boolean;
  /** Whole ones, `*`, or `*.` and the end of them. */
  identities: readonly string[];
  accounts: readonly ObjectName[];
}

/** @internal */
export function readServerAuthorization(
  object: unknown,
): ServerAuthorizationObject | undefined {
  const named = nameOf(object);
  const { server, client } = fieldsOf(fieldsOf(object).spec);
  const { name, selector } = fieldsOf(server);
  const { networks, unauthenticated, meshTLS } = fieldsOf(client);
  const tls = fieldsOf(meshTLS);
  const serverName = textOf(name);
  const labels = readSelector(selector);
  if (!named || (serverName === undefined && !labels)) {
    return undefined;
  }
  return {
    ...named,
    server:
      serverName === undefined ? { labels: labels! } : { name: serverName },
    networks: readNetworks(networks),
    unauthenticated: unauthenticated === true,
    unauthenticatedTls: tls.unauthenticatedTLS === true,
    identities: textsOf(tls.identities),
    accounts: listOf(tls.serviceAccounts).flatMap(account => {
      const fields = fieldsOf(account);
      const accountName = textOf(fields.name);
      return accountName
        ? [
            {
              namespace: textOf(fields.namespace) ?? named.namespace,
              name: accountName,
            },
          ]
        : [];
    }),
  };
}

/** @internal */
export function isAbout(
  { namespace, server }: ServerAuthorizationObject,
  { namespace: ofServer, name, labels }: ServerObject,
): boolean {
  return (
    namespace === ofServer &&
    ('name' in server ? server.name === name : server.labels.matches(labels))
  );
}
