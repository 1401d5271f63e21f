import {
  RouteName,
  workloadKey,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import { SplitTraffic } from '@backstage-mesh/plugin-service-mesh-node';
import { RoutedCalls, unmaskFailures } from './disguisedFailures';
import { ProfileObject } from './objects/ProfileObject';
import { RouteObject, routeShares, sharesOf } from './objects/RouteObject';
import { RuleObjects } from './objects/RuleObjects';
import { DEFAULT_ROUTE, objectRoute } from './routes';
import { RuleRow, RuleRows } from './ruleRows';
import {
  CalledService,
  parseAuthority,
  serviceKey,
  serviceOf,
} from './serviceNames';
import { Tally } from './Tally';

/** Calls of one workload to one Service, under one route, by the Service that took them. */
interface SplitCount {
  source?: WorkloadRef;
  apex: CalledService;
  route: RouteName;
  group: string;
  leaves: Map<string, { leaf: CalledService; tally: Tally }>;
}

/** How far what the leaves of a ServiceProfile got may be off what was sent to it, before it must be others' calls too. */
const TOLERATED_SHARE = 0.1;
const TOLERATED_CALLS = 3;

/**
 * Services whose calls go to others, with the share that each is to get.
 *
 * @param isAsked - whether calls to a Service are among what is asked about, whoever makes them
 * @internal
 */
export function assembleSplits(
  read: RuleRows,
  objects: RuleObjects,
  isAsked: (service: CalledService) => boolean,
): SplitTraffic[] {
  const counts = [
    ...countRoutes(read),
    ...countOverrides(read, objects.profiles, isAsked),
  ];
  const split = counts.flatMap(count => presentCount(count, objects));
  return [...split, ...uncalled(split, objects, isAsked)];
}

function countRoutes(read: RuleRows): SplitCount[] {
  const { rows, missing } = read;
  const counts = new Map<string, SplitCount>();
  if (missing.has('backend.statuses') || missing.has('towards.statuses')) {
    return [];
  }
  for (const row of rows) {
    const [family, what] = row.subject.split('.');
    // Calls between two that are both asked about come twice, and are the same.
    const isRead =
      (family === 'backend' && row.inScope) ||
      (family === 'towards' && !row.inScope);
    const apex = isRead ? serviceOf(row.labels, 'parent') : undefined;
    const leaf = isRead ? serviceOf(row.labels, 'backend') : undefined;
    if (apex && leaf) {
      const { labels, value, workload } = row;
      const route = objectRoute(labels, apex.namespace);
      const tally = tallyOf(
        counts,
        {
          source: workload,
          apex,
          route,
          group: labels.route_group ?? '',
        },
        leaf,
      );
      if (what === 'requests') {
        tally.addRequests(value);
      } else if (what === 'statuses') {
        tally.addStatus(labels, value);
      } else {
        tally.addBucket(labels, value, 's');
      }
    }
  }
  const all = [...counts.values()];
  unmaskFailures(
    read,
    all.flatMap(({ source, route, leaves }): RoutedCalls[] =>
      source
        ? [
            {
              workload: source,
              isGrpc: route.kind === 'GRPCRoute',
              backends: [...leaves.values()].map(({ leaf }) => leaf),
              tallies: backend =>
                [...leaves.values()]
                  .filter(({ leaf }) => leaf === backend)
                  .map(({ tally }) => tally),
            },
          ]
        : [],
    ),
  );
  return all;
}

function countOverrides(
  { rows, missing }: RuleRows,
  profiles: readonly ProfileObject[],
  isAsked: (service: CalledService) => boolean,
): SplitCount[] {
  if (missing.has('override.responses') || missing.has('override.requests')) {
    return [];
  }
  const ofCaller = new Map<string, RuleRow[]>();
  for (const row of rows) {
    if (row.subject.startsWith('override.')) {
      const key = workloadKey(row.workload);
      ofCaller.set(key, [...(ofCaller.get(key) ?? []), row]);
    }
  }
  return [...ofCaller.values()].flatMap(own =>
    profiles.flatMap(profile => {
      const { workload, inScope } = own[0];
      const concerns =
        inScope || [profile.service, ...profile.overrides].some(isAsked);
      // Of two profiles the one in the caller's namespace is the one that holds for it.
      const holds =
        profile.namespace === workload.namespace ||
        !profiles.some(
          other =>
            other.namespace === workload.namespace &&
            serviceKey(other.service) === serviceKey(profile.service),
        );
      const count =
        concerns && holds ? overrideCount(workload, profile, own) : undefined;
      return count ? [count] : [];
    }),
  );
}

/**
 * What a caller sent to the leaves of a ServiceProfile. The metrics name the Service that took a call, not the one that was called: where
 * the leaves got more than was sent to the profile, others' calls are among it, and nothing can be said.
 */
function overrideCount(
  source: WorkloadRef,
  profile: ProfileObject,
  rows: readonly RuleRow[],
): SplitCount | undefined {
  const { service: apex, overrides } = profile;
  const leaves = new Map(
    overrides.map(({ weight: _, ...leaf }) => [
      serviceKey(leaf),
      { leaf, tally: new Tally() },
    ]),
  );
  let sent = 0;
  let taken = 0;
  let port: number | undefined;
  for (const { subject, labels, value } of rows) {
    if (subject === 'override.sent') {
      const called = parseAuthority(labels.dst);
      if (called && serviceKey(called) === serviceKey(apex)) {
        sent += value;
        port = called.port;
      }
    } else {
      const tally = leaves.get(
        `${labels.dst_namespace}/${labels.dst_service}`,
      )?.tally;
      if (subject === 'override.requests') {
        tally?.addRequests(value);
        taken += tally ? value : 0;
      } else if (subject === 'override.responses') {
        tally?.addClassified(labels, value);
      } else {
        tally?.addBucket(labels, value, 'ms');
      }
    }
  }
  const isAlone = taken <= sent * (1 + TOLERATED_SHARE) + TOLERATED_CALLS;
  return sent > 0 && isAlone
    ? {
        source,
        apex: { ...apex, ...(port !== undefined && { port }) },
        route: profileRoute(profile),
        group: '',
        leaves,
      }
    : undefined;
}

function tallyOf(
  counts: Map<string, SplitCount>,
  count: Omit<SplitCount, 'leaves'>,
  leaf: CalledService,
): Tally {
  const { source, apex, route, group } = count;
  const key = JSON.stringify([
    source && workloadKey(source),
    [apex.namespace, apex.name, apex.port],
    [group, route.kind, route.namespace, route.name],
  ]);
  const known = counts.get(key) ?? { ...count, leaves: new Map() };
  counts.set(key, known);
  const leafKey = `${serviceKey(leaf)}:${leaf.port ?? ''}`;
  const entry = known.leaves.get(leafKey) ?? { leaf, tally: new Tally() };
  known.leaves.set(leafKey, entry);
  return entry.tally;
}

/** Nothing is split where all calls stay with the Service that was called, and are to stay there. */
function presentCount(count: SplitCount, objects: RuleObjects): SplitTraffic[] {
  const { source, apex, route, group, leaves } = count;
  const weights = weightsOf(count, objects);
  const rows = [...leaves.values()];
  for (const key of weights?.keys() ?? []) {
    // It is to get a part, and got nothing.
    if (!rows.some(({ leaf }) => serviceKey(leaf) === key)) {
      const tally = new Tally();
      tally.addRequests(0);
      const [namespace, name] = key.split('/');
      rows.push({ leaf: { namespace, name }, tally });
    }
  }
  const isSplit = rows.some(
    ({ leaf }) => serviceKey(leaf) !== serviceKey(apex),
  );
  const isCalled = rows.some(({ tally }) => isActive(tally));
  return isSplit && (isCalled || weights)
    ? rows.map(({ leaf, tally }) => {
        const latency = tally.latency();
        const weight = weights?.get(serviceKey(leaf));
        return {
          ...(source && { source }),
          apex,
          ...(isNamed(route, group) && { route }),
          leaf,
          ...(weight !== undefined && { weight }),
          http: tally.http(),
          ...(latency && { latency }),
        };
      })
    : [];
}

function isActive(tally: Tally): boolean {
  return (tally.http().requests ?? 0) > 0 || tally.answered > 0;
}

function isNamed(route: RouteName, group: string): boolean {
  return route !== DEFAULT_ROUTE || group !== '';
}

function weightsOf(
  { apex, route, group }: SplitCount,
  { routes, profiles }: RuleObjects,
): ReadonlyMap<string, number> | undefined {
  if (route.kind === 'ServiceProfile') {
    const profile = profiles.find(
      candidate =>
        candidate.name === route.name &&
        candidate.namespace === route.namespace,
    );
    return profile && sharesOf(profile.overrides);
  }
  const object = routes.find(
    candidate =>
      candidate.kind === route.kind &&
      candidate.group === group &&
      candidate.name === route.name &&
      candidate.namespace === route.namespace,
  );
  return object && routeShares(object, apex);
}

/** What is configured of the Services that are asked about, and nobody called. */
function uncalled(
  called: readonly SplitTraffic[],
  objects: RuleObjects,
  isAsked: (service: CalledService) => boolean,
): SplitTraffic[] {
  const isCalled = (apex: CalledService, { kind, name }: RouteName) =>
    called.some(
      other =>
        serviceKey(other.apex) === serviceKey(apex) &&
        other.route?.kind === kind &&
        other.route.name === name,
    );
  return configuredSplits(objects)
    .filter(
      ({ apex, route, shares }) =>
        !isCalled(apex, route) &&
        shares.some(({ leaf }) => isAsked(leaf)) &&
        shares.some(({ leaf }) => serviceKey(leaf) !== serviceKey(apex)),
    )
    .flatMap(({ apex, route, shares }) =>
      shares.map(({ leaf, weight }) => ({
        apex,
        route,
        leaf,
        weight,
        http: { requests: 0, successes: 0, failures: 0 },
      })),
    );
}

/**
 * What objects say of how the calls to a Service are divided.
 *
 * @internal
 */
export interface ConfiguredSplit {
  apex: CalledService;
  route: RouteName;
  /** Weights from 0 to 1, of all leaves together 1. */
  shares: { leaf: CalledService; weight: number }[];
}

/** @internal */
export function configuredSplits({
  routes,
  profiles,
}: RuleObjects): ConfiguredSplit[] {
  const sharesBy = (shares: ReadonlyMap<string, number> | undefined) =>
    [...(shares ?? [])].map(([key, weight]) => {
      const [namespace, name] = key.split('/');
      return { leaf: { namespace, name }, weight };
    });
  return [
    ...routes.flatMap(route =>
      servicesOf(route).map(apex => ({
        apex,
        route: {
          kind: route.kind,
          name: route.name,
          namespace: route.namespace,
        },
        shares: sharesBy(routeShares(route, apex)),
      })),
    ),
    ...profiles.map(profile => ({
      apex: profile.service,
      route: profileRoute(profile),
      shares: sharesBy(sharesOf(profile.overrides)),
    })),
  ];
}

function servicesOf({ parents }: RouteObject): CalledService[] {
  return parents
    .filter(({ kind, group }) => kind === 'Service' && group === '')
    .map(({ namespace, name }) => ({ namespace, name }));
}

/** The split is that of the whole profile, whatever the route. */
function profileRoute({ name, namespace }: ProfileObject): RouteName {
  return { kind: 'ServiceProfile', name, namespace };
}
