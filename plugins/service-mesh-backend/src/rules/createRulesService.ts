import {
  PolicyDenial,
  PolicyRule,
  RouteStats,
  WorkloadRef,
  workloadKey,
  WorkloadRules,
} from '@backstage-mesh/plugin-service-mesh-common';
import { LoggerService } from '@backstage/backend-plugin-api';
import { MeshRules } from '@backstage-mesh/plugin-service-mesh-node';
import { Clusters } from '../clusters';
import { MeshRulesService, RulesView } from '../mesh/MeshRulesService';
import { TrafficService } from '../mesh/TrafficService';
import { trafficStats } from '../stats';
import {
  ClusterView,
  graphOf,
  measurementOf,
  viewClusters,
} from '../topology/ClusterView';
import { measuredAnswer } from '../topology/measuredAnswer';
import { NamedNodes } from './NamedNodes';
import { RuleNames } from './RuleNames';
import { RulesService } from './RulesService';
import { splitStats } from './splitStats';

/** @internal */
export interface RulesServiceOptions {
  clusters: Clusters;
  traffic: TrafficService;
  rules: MeshRulesService;
  logger: LoggerService;
}

/**
 * @internal
 */
export function createRulesService(options: RulesServiceOptions): RulesService {
  return {
    async workloadRules(workloads, question) {
      const { views, warnings } = await viewClusters(
        options,
        workloads,
        question,
      );
      const names = new RuleNames();
      const answers = await Promise.all(
        views.map(async view => {
          const focus = workloads.filter(
            workload =>
              workload.cluster === view.cluster.name &&
              view.snapshot.workload(workload),
          );
          const read = await options.rules.around(view.cluster, view.snapshot, {
            ...question,
            workloads: focus,
          });
          return { view, focus, read };
        }),
      );
      return {
        ...measuredAnswer(
          question.windowSeconds,
          answers.map(({ view, read }) => measurement(view, read)),
          [
            ...warnings,
            ...answers.flatMap(({ view, read }) => [
              // What the counts of the nodes lack is told where they are the answer.
              ...view.warnings.filter(
                warning => !view.counts.warnings.includes(warning),
              ),
              ...read.warnings,
            ]),
          ],
        ),
        workloads: answers.flatMap(({ view, focus, read }) =>
          focus.map(workload =>
            workloadRules(workload, view, read.rules, names),
          ),
        ),
        names,
      };
    },
  };
}

/** The numbers are those of the rules; the counts of the nodes beside them may be some seconds older or younger. */
function measurement(view: ClusterView, { rules, staleSince }: RulesView) {
  return {
    ...measurementOf(view),
    ...(rules && {
      windowSeconds: rules.windowSeconds,
      measuredAt: new Date(rules.measuredAt).toISOString(),
    }),
    ...(staleSince !== undefined && {
      staleSince: new Date(staleSince).toISOString(),
    }),
  };
}

function workloadRules(
  workload: WorkloadRef,
  view: ClusterView,
  rules: MeshRules | undefined,
  names: RuleNames,
): WorkloadRules {
  const graph = graphOf(view);
  const named = new NamedNodes(graph, view, names);
  if (!rules) {
    return {
      workload: graph.workload(workload),
      routes: [],
      splits: [],
      policy: { rules: [], denials: [] },
    };
  }
  const key = workloadKey(workload);
  const isOwn = (row: { workload: WorkloadRef }) =>
    workloadKey(row.workload) === key;
  return {
    workload: graph.workload(workload),
    routes: routeStats(rules, isOwn, named),
    splits: splitStats(workload, rules, named),
    policy: {
      rules: policyRules(rules, isOwn, named),
      denials: policyDenials(rules, isOwn, named),
    },
  };
}

function routeStats(
  { routes, windowSeconds }: MeshRules,
  isOwn: (row: { workload: WorkloadRef }) => boolean,
  named: NamedNodes,
): RouteStats[] {
  return routes.filter(isOwn).map(row => {
    if (row.service) {
      named.service(row.service);
    }
    return {
      direction: row.direction,
      route: row.route,
      ...(row.service && { service: row.service }),
      stats: trafficStats(row, windowSeconds),
      ...(row.actual && {
        actual: trafficStats({ http: row.actual }, windowSeconds),
      }),
      ...(row.retries !== undefined && {
        retriesPerSecond: row.retries / windowSeconds,
      }),
      ...(row.timeouts !== undefined && {
        timeoutsPerSecond: row.timeouts / windowSeconds,
      }),
      ...(row.timeoutMs !== undefined && { timeoutMs: row.timeoutMs }),
      ...(row.retryable !== undefined && { retryable: row.retryable }),
    };
  });
}

function policyRules(
  { policies, windowSeconds }: MeshRules,
  isOwn: (row: { workload: WorkloadRef }) => boolean,
  named: NamedNodes,
): PolicyRule[] {
  return policies
    .filter(isOwn)
    .map(({ server, route, authorization, admits, allowed }) => ({
      server,
      ...(route && { route }),
      ...(authorization && { authorization }),
      ...(admits && {
        admits: admits.map(admission => named.admission(admission)),
      }),
      ...(allowed !== undefined && {
        allowedPerSecond: allowed / windowSeconds,
      }),
    }));
}

function policyDenials(
  { denials, windowSeconds }: MeshRules,
  isOwn: (row: { workload: WorkloadRef }) => boolean,
  named: NamedNodes,
): PolicyDenial[] {
  return denials
    .filter(isOwn)
    .map(({ server, route, reason, clientIdentity, clients, denied }) => ({
      server,
      ...(route && { route }),
      reason,
      ...(clientIdentity && { clientIdentity }),
      clients: named.clients(clientIdentity, clients),
      deniedPerSecond: denied / windowSeconds,
    }));
}
