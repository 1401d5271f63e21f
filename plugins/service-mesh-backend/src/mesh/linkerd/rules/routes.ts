import {
  RouteName,
  workloadKey,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import { RouteTraffic } from '@backstage-mesh/plugin-service-mesh-node';
import { unmaskFailures } from './disguisedFailures';
import { RuleObjects } from './objects/RuleObjects';
import { ProfileObject } from './objects/ProfileObject';
import { RouteObject } from './objects/RouteObject';
import { RuleRow, RuleRows } from './ruleRows';
import { RuleSubject } from './ruleQuestions';
import {
  CalledService,
  parseAuthority,
  serviceKey,
  serviceOf,
} from './serviceNames';
import { RouteCount, RouteTable } from './RouteTable';
import { Tally } from './Tally';

type Labels = Readonly<Record<string, string>>;

/** What nothing sorts: neither an object nor a ServiceProfile. */
export const DEFAULT_ROUTE: RouteName = { kind: 'default', name: 'default' };

/** Keeps the default route of a ServiceProfile apart from the others. */
const PROFILE = 'linkerd.io';

/** Of inbound calls, what the routes of a ServiceProfile leave over by rounding. */
const NEGLIGIBLE_SHARE = 0.02;

/**
 * The routes of workloads with their numbers: inbound as their own proxies sort calls, outbound as they got them.
 *
 * @param isBehind - whether a workload answers calls to a Service
 * @internal
 */
export function assembleRoutes(
  read: RuleRows,
  objects: RuleObjects,
  isBehind: (service: CalledService, workload: WorkloadRef) => boolean,
): RouteTraffic[] {
  const table = new RouteTable();
  for (const row of read.rows) {
    if (row.inScope) {
      countRow(table, row, read.missing);
    }
  }
  unmaskFailures(
    read,
    table.all().map(count => ({
      workload: count.workload,
      isGrpc: count.route.kind === 'GRPCRoute',
      backends: [...count.backends.values()],
      // What was tried again was a failure to the route already, or the caller got something else.
      tallies: () =>
        count.retries ? [count.actual] : [count.actual, count.effective],
    })),
  );
  addUnusedRoutes(table, objects.profiles, isBehind);
  subtractProfiles(table);
  return table
    .all()
    .filter(count => count.route.kind !== 'default' || isUsed(count))
    .map(count => present(count, objects));
}

function countRow(
  table: RouteTable,
  row: RuleRow,
  missing: ReadonlySet<RuleSubject>,
): void {
  const { subject, labels, value, workload } = row;
  const [family, what] = subject.split('.');
  switch (family) {
    case 'inbound': {
      if (missing.has('inbound.responses')) {
        return;
      }
      const count = table.of(
        {
          workload,
          direction: 'inbound',
          route: objectRoute(labels, workload.namespace),
          group: labels.route_group ?? '',
        },
        { requestsFromAnswers: false },
      );
      countClassified(count.effective, what, labels, value);
      return;
    }
    case 'profile': {
      const count = profileCount(table, row);
      if (count && !missing.has('profile.responses')) {
        countProfile(count, what, labels, value);
      }
      return;
    }
    case 'outbound':
    case 'backend':
      if (!missing.has('outbound.statuses')) {
        countOutbound(table, row);
      }
      break;
    default:
  }
}

function countClassified(
  tally: Tally,
  what: string,
  labels: Labels,
  value: number,
): void {
  if (what === 'requests') {
    tally.addRequests(value);
  } else if (what === 'responses') {
    tally.addClassified(labels, value);
  } else {
    tally.addBucket(labels, value, 'ms');
  }
}

function profileCount(
  table: RouteTable,
  { labels, workload }: RuleRow,
): RouteCount | undefined {
  const service = parseAuthority(labels.dst);
  const { direction } = labels;
  if (!service || (direction !== 'inbound' && direction !== 'outbound')) {
    return undefined;
  }
  return table.of(
    {
      workload,
      direction,
      route: labels.rt_route
        ? { kind: 'ServiceProfile', name: labels.rt_route }
        : DEFAULT_ROUTE,
      group: PROFILE,
      profiled: service,
      // The callee's own Service says nothing new: it may be called by several names.
      ...(direction === 'outbound' && { service }),
    },
    { requestsFromAnswers: false },
  );
}

function countProfile(
  count: RouteCount,
  what: string,
  labels: Labels,
  value: number,
): void {
  switch (what) {
    case 'actualRequests':
      count.hasActual = true;
      count.actual.addRequests(value);
      return;
    case 'actualResponses':
      count.hasActual = true;
      count.actual.addClassified(labels, value);
      return;
    case 'retries':
      count.retries = (count.retries ?? 0) + value;
      return;
    default:
      countClassified(count.effective, what, labels, value);
      // Time limits are those of the caller's proxy.
      if (what === 'responses' && count.direction === 'outbound') {
        count.effective.addTimeouts(labels, value);
      }
  }
}

function countOutbound(
  table: RouteTable,
  { subject, labels, value, workload }: RuleRow,
): void {
  const service = serviceOf(labels, 'parent');
  const backend = serviceOf(labels, 'backend');
  if (!service || subject === 'backend.buckets') {
    return;
  }
  const count = table.of(
    {
      workload,
      direction: 'outbound',
      route: objectRoute(labels, workload.namespace),
      group: labels.route_group ?? '',
      service,
    },
    { requestsFromAnswers: true },
  );
  if (backend) {
    count.backends.set(serviceKey(backend), backend);
  }
  switch (subject) {
    case 'outbound.statuses':
      count.effective.addStatus(labels, value);
      return;
    case 'outbound.buckets':
      count.effective.addBucket(labels, value, 's');
      return;
    case 'outbound.retries':
      count.retries = (count.retries ?? 0) + value;
      return;
    case 'backend.requests':
      count.hasActual = true;
      count.actual.addRequests(value);
      return;
    default:
      count.hasActual = true;
      count.actual.addStatus(labels, value);
  }
}

/**
 * The route that labels name. Inbound rows do not say its namespace: it is the Server's, and so the workload's.
 *
 * @internal
 */
export function objectRoute(labels: Labels, namespace: string): RouteName {
  const { route_kind: kind, route_name: name } = labels;
  return name && (kind === 'HTTPRoute' || kind === 'GRPCRoute')
    ? { kind, name, namespace: labels.route_namespace || namespace }
    : DEFAULT_ROUTE;
}

/** Routes of ServiceProfiles that nobody called: of Services that the workload calls, or that it is behind. */
function addUnusedRoutes(
  table: RouteTable,
  profiles: readonly ProfileObject[],
  isBehind: (service: CalledService, workload: WorkloadRef) => boolean,
): void {
  const used = table.all().filter(({ group }) => group === PROFILE);
  for (const profile of profiles) {
    const key = serviceKey(profile.service);
    for (const { workload, direction, service } of used) {
      const isOf =
        direction === 'outbound'
          ? service !== undefined && serviceKey(service) === key
          : isBehind(profile.service, workload);
      if (isOf) {
        for (const { name } of profile.routes) {
          const count = table.of(
            {
              workload,
              direction,
              route: { kind: 'ServiceProfile', name },
              group: PROFILE,
              profiled: profile.service,
              ...(service && { service }),
            },
            { requestsFromAnswers: false },
          );
          count.effective.addRequests(0);
        }
      }
    }
  }
}

/** What comes in under a ServiceProfile is in the numbers of the default route too: only the rest is that route's own. */
function subtractProfiles(table: RouteTable): void {
  const inbound = table
    .all()
    .filter(({ direction }) => direction === 'inbound');
  for (const count of inbound) {
    if (count.group === '' && count.route.kind === 'default') {
      const profiled = new Tally();
      inbound
        .filter(
          other =>
            other.group === PROFILE &&
            workloadKey(other.workload) === workloadKey(count.workload),
        )
        .forEach(({ effective }) => profiled.addAll(effective));
      if (profiled.answered > 0) {
        const whole = count.effective.answered;
        const rest = count.effective.without(profiled);
        count.effective =
          rest.answered > Math.max(1, NEGLIGIBLE_SHARE * whole)
            ? rest
            : new Tally();
      }
    }
  }
}

function isUsed({ effective, actual }: RouteCount): boolean {
  const { requests = 0 } = effective.http();
  return requests > 0 || effective.answered > 0 || actual.answered > 0;
}

function present(count: RouteCount, objects: RuleObjects): RouteTraffic {
  const { workload, direction, route, service, effective, actual, retries } =
    count;
  const configured = configurationOf(count, objects);
  const latency = effective.latency();
  return {
    workload,
    direction,
    route:
      route.kind === 'ServiceProfile' && configured?.namespace
        ? { ...route, namespace: configured.namespace }
        : route,
    ...(service && { service }),
    http: effective.http({ requestsFromAnswers: count.requestsFromAnswers }),
    ...(latency && { latency }),
    ...(count.hasActual && { actual: actual.http() }),
    ...(retries !== undefined && { retries }),
    ...(effective.timeouts !== undefined && { timeouts: effective.timeouts }),
    ...(configured?.timeoutMs !== undefined && {
      timeoutMs: configured.timeoutMs,
    }),
    ...(configured?.retryable !== undefined && {
      retryable: configured.retryable,
    }),
  };
}

/** What the object of a route says of it. */
function configurationOf(
  { workload, route, group, profiled }: RouteCount,
  { routes, profiles }: RuleObjects,
):
  | (Pick<RouteObject, 'timeoutMs'> & {
      retryable?: boolean;
      namespace?: string;
    })
  | undefined {
  if (route.kind === 'ServiceProfile') {
    const found = profiles
      .filter(
        profile =>
          profile.routes.some(({ name }) => name === route.name) &&
          profiled !== undefined &&
          serviceKey(profile.service) === serviceKey(profiled),
      )
      // A profile in the caller's namespace comes before that of the Service.
      .sort(
        (a, b) =>
          Number(b.namespace === workload.namespace) -
          Number(a.namespace === workload.namespace),
      )[0];
    const entry = found?.routes.find(({ name }) => name === route.name);
    return entry && { ...entry, namespace: found.namespace };
  }
  return routes.find(
    object =>
      object.kind === route.kind &&
      object.group === group &&
      object.name === route.name &&
      object.namespace === route.namespace,
  );
}
