import {
  PolicyRule,
  RouteName,
  workloadKey,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import {
  DenialTraffic,
  InventoryPod,
  InventorySnapshot,
  PolicyTraffic,
} from '@backstage-mesh/plugin-service-mesh-node';
import { PeerResolver } from '../PeerResolver';
import {
  admittedBy,
  admittedByDefault,
  admittedByServerAuthorization,
} from './admissions';
import { ObjectName, ObjectRef } from './objects/ObjectRef';
import { POLICY_GROUP, ServerObject } from './objects/policyObjects';
import { RouteObject } from './objects/RouteObject';
import { RuleObjects } from './objects/RuleObjects';
import { isAbout } from './objects/ServerAuthorizationObject';
import { DEFAULT_ROUTE, objectRoute } from './routes';
import { RuleRow, RuleRows } from './ruleRows';
import { portOf } from './serviceNames';

type Labels = Readonly<Record<string, string>>;

/** As the objects write what labels have in lower case. */
const KINDS: Readonly<Record<string, string>> = {
  authorizationpolicy: 'AuthorizationPolicy',
  serverauthorization: 'ServerAuthorization',
};

/** @internal */
export interface PolicyContext {
  objects: RuleObjects;
  snapshot: InventorySnapshot;
  resolver: PeerResolver;
  isMeshed(pod: InventoryPod): boolean;
}

/**
 * Which rules apply to workloads, whom they admit and how many calls each let in: those that are configured, and those that let calls in.
 *
 * @internal
 */
export function assemblePolicies(
  { rows, missing }: RuleRows,
  workloads: readonly WorkloadRef[],
  context: PolicyContext,
): PolicyTraffic[] {
  const table = new Map<string, PolicyTraffic>();
  const put = (rule: PolicyTraffic) => {
    const { workload, server, route, authorization } = rule;
    const key = JSON.stringify([
      workloadKey(workload),
      [server.namespace, server.name, server.port],
      route && [route.kind, route.namespace, route.name],
      authorization && [authorization.kind, authorization.name],
    ]);
    const known = table.get(key);
    table.set(key, {
      ...known,
      ...rule,
      ...(known?.allowed !== undefined && {
        allowed: known.allowed + (rule.allowed ?? 0),
      }),
    });
  };
  const isCounted = !missing.has('allowed');
  for (const workload of workloads) {
    for (const rule of configuredRules(workload, context)) {
      put({ ...rule, ...(isCounted && { allowed: 0 }) });
    }
  }
  const asked = new Set(workloads.map(workloadKey));
  for (const row of rows) {
    if (row.subject === 'allowed' && asked.has(workloadKey(row.workload))) {
      put(observedRule(row, context));
    }
  }
  const all = [...table.values()];
  return all.filter(
    rule =>
      // Defaults that nobody used say nothing.
      (rule.server.namespace !== undefined || rule.allowed !== 0) &&
      // What a rule for a whole Server let in is told by route, where calls are sorted by routes.
      !(
        rule.route === undefined &&
        rule.allowed === 0 &&
        all.some(other => other.route && isSameRule(rule, other))
      ),
  );
}

function isSameRule(a: PolicyTraffic, b: PolicyTraffic): boolean {
  return (
    workloadKey(a.workload) === workloadKey(b.workload) &&
    a.server.namespace === b.server.namespace &&
    a.server.name === b.server.name &&
    a.authorization?.kind === b.authorization?.kind &&
    a.authorization?.name === b.authorization?.name
  );
}

/**
 * What policy refused, and who was refused.
 *
 * @internal
 */
export function assembleDenials(
  { rows }: RuleRows,
  workloads: readonly WorkloadRef[],
  { resolver }: PolicyContext,
): DenialTraffic[] {
  const asked = new Set(workloads.map(workloadKey));
  const table = new Map<string, DenialTraffic>();
  for (const { subject, labels, value, workload } of rows) {
    const isRefusal = subject === 'denied' || subject === 'notFound';
    if (isRefusal && value > 0 && asked.has(workloadKey(workload))) {
      const route = routeOf(labels, workload.namespace);
      const server = serverOf(labels, workload.namespace);
      const reason = subject === 'denied' ? 'not-authorized' : 'no-route';
      const { client_id: client } = labels;
      const key = JSON.stringify([
        workloadKey(workload),
        server,
        route,
        reason,
        client,
      ]);
      const known = table.get(key);
      table.set(key, {
        workload,
        server,
        ...(route && { route }),
        reason,
        ...(client && { clientIdentity: client }),
        clients: client ? resolver.candidates(client) : [],
        denied: value + (known?.denied ?? 0),
      });
    }
  }
  return [...table.values()];
}

function observedRule(
  { labels, value, workload }: RuleRow,
  context: PolicyContext,
): PolicyTraffic {
  const route = routeOf(labels, workload.namespace);
  const { authz_kind: kind, authz_name: name } = labels;
  const { namespace } = workload;
  const admits = admitsOf(kind, name, namespace, context);
  return {
    workload,
    server: serverOf(labels, namespace),
    ...(route && { route }),
    ...(name && {
      authorization:
        kind === 'default'
          ? { kind, name }
          : { kind: KINDS[kind] ?? kind, namespace, name },
    }),
    ...(admits && { admits }),
    allowed: value,
  };
}

function admitsOf(
  kind: string,
  name: string,
  namespace: string,
  { objects, resolver }: PolicyContext,
): PolicyTraffic['admits'] {
  if (kind === 'default') {
    return admittedByDefault(name);
  }
  const isNamed = (object: ObjectName) =>
    object.name === name && object.namespace === namespace;
  if (kind === 'serverauthorization') {
    const found = objects.serverAuthorizations.find(isNamed);
    return found && admittedByServerAuthorization(found, resolver);
  }
  const found =
    kind === 'authorizationpolicy'
      ? objects.authorizations.find(isNamed)
      : undefined;
  return found && admittedBy(found, objects, resolver);
}

/** The rules that Servers, routes and authorizations make for a workload. */
function configuredRules(
  workload: WorkloadRef,
  { objects, snapshot, resolver, isMeshed }: PolicyContext,
): PolicyTraffic[] {
  const pods = snapshot.podsOf(workload).filter(isMeshed);
  const servers = objects.servers.filter(
    ({ namespace, pods: selector }) =>
      namespace === workload.namespace &&
      pods.some(({ labels }) => selector.matches(labels)),
  );
  return servers.flatMap(server => {
    const named = {
      namespace: server.namespace,
      name: server.name,
      ...portNumber(server, pods),
    };
    const rule = (
      kind: string,
      { namespace, name }: ObjectName,
      admits: PolicyTraffic['admits'],
      route?: RouteObject,
    ): PolicyTraffic => ({
      workload,
      server: named,
      ...(route && {
        route: {
          kind: route.kind,
          name: route.name,
          namespace: route.namespace,
        },
      }),
      authorization: { kind, namespace, name },
      admits,
    });
    const routes = objects.routes.filter(({ parents }) =>
      parents.some(parent => isServer(parent, server)),
    );
    const rules = objects.authorizations.flatMap(authorization => {
      const { target, namespace } = authorization;
      if (namespace !== server.namespace) {
        return [];
      }
      const byPolicy = (route?: RouteObject) =>
        rule(
          KINDS.authorizationpolicy,
          authorization,
          admittedBy(authorization, objects, resolver),
          route,
        );
      if (
        isServer(target, server) ||
        (target.kind === 'Namespace' && target.name === server.namespace)
      ) {
        return [byPolicy()];
      }
      return routes.filter(route => isRoute(target, route)).map(byPolicy);
    });
    rules.push(
      ...objects.serverAuthorizations
        .filter(authorization => isAbout(authorization, server))
        .map(authorization =>
          rule(
            KINDS.serverauthorization,
            authorization,
            admittedByServerAuthorization(authorization, resolver),
          ),
        ),
    );
    const { accessPolicy = 'deny' } = server;
    if (accessPolicy !== 'deny') {
      const admits = admittedByDefault(accessPolicy);
      rules.push({
        workload,
        server: named,
        authorization: { kind: 'default', name: accessPolicy },
        ...(admits && { admits }),
      });
    }
    const isKnown =
      objects.known.has('authorizations') &&
      objects.known.has('serverAuthorizations');
    return rules.length > 0 || !isKnown
      ? rules
      : [{ workload, server: named, admits: [] }];
  });
}

function isServer(
  { kind, group, namespace, name }: ObjectRef,
  server: ServerObject,
): boolean {
  return (
    kind === 'Server' &&
    group === POLICY_GROUP &&
    namespace === server.namespace &&
    name === server.name
  );
}

function isRoute(target: ObjectRef, route: RouteObject): boolean {
  return (
    target.kind === route.kind &&
    target.group === route.group &&
    target.namespace === route.namespace &&
    target.name === route.name
  );
}

function portNumber(
  { port }: ServerObject,
  pods: readonly InventoryPod[],
): { port?: number } {
  if (typeof port === 'number') {
    return { port };
  }
  const found = pods
    .flatMap(({ containers }) => containers)
    .flatMap(({ ports }) => ports)
    .find(({ name }) => name === port);
  return found ? { port: found.port } : {};
}

/** A Server is in the namespace of its pods; a default policy is in none. */
function serverOf(labels: Labels, namespace: string): PolicyRule['server'] {
  const { srv_kind: kind, srv_name: name = '', srv_port: port } = labels;
  return {
    ...(kind === 'server' && { namespace }),
    name,
    ...portOf(port),
  };
}

/** The route, where an object makes it. */
function routeOf(labels: Labels, namespace: string): RouteName | undefined {
  const route = objectRoute(labels, namespace);
  return route === DEFAULT_ROUTE ? undefined : route;
}
