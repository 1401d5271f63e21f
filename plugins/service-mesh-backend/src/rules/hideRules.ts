import {
  EntityRules,
  PolicyDenial,
  PolicyRule,
  RouteName,
  RouteStats,
  ServiceName,
  SplitStats,
  TopologyNode,
  Warning,
  WorkloadRules,
} from '@backstage-mesh/plugin-service-mesh-common';
import { RuleName } from './RuleNames';
import { SharedRules } from './RulesService';

/** Stands for those whom a rule admits and whom the viewer may not know of. */
const SOMEBODY = 'somebody whom you may not see';

/** What one viewer may see of the rules of one cluster. */
class Hider {
  constructor(
    private readonly mayKnow: (name: RuleName) => boolean,
    private readonly seen: (id: string) => TopologyNode | undefined,
  ) {}

  workload(row: WorkloadRules, workload: TopologyNode): WorkloadRules {
    return {
      workload,
      routes: row.routes.map(route => this.route(route)),
      splits: row.splits.map(split => this.split(split)),
      policy: {
        rules: row.policy.rules.map(rule => this.rule(rule)),
        denials: row.policy.denials.map(denial => this.denial(denial)),
      },
    };
  }

  private route(row: RouteStats): RouteStats {
    return row.service && !this.mayKnowService(row.service)
      ? { ...row, route: withoutName(row.route), service: {} }
      : row;
  }

  private split(split: SplitStats): SplitStats {
    const isKnown = this.mayKnowService(split.apex);
    return {
      ...split,
      ...(!isKnown && {
        apex: {},
        by: split.by === 'observed' ? split.by : withoutName(split.by),
      }),
      leaves: split.leaves.map(leaf => {
        const workloads = leaf.workloads.flatMap(
          ({ id }) => this.seen(id) ?? [],
        );
        return this.mayKnowService(leaf.service)
          ? { ...leaf, workloads }
          : {
              ...leaf,
              service: {},
              workloads: [],
              // How others' calls to somebody else go is none of the viewer's business.
              stats: split.direction === 'inbound' ? {} : leaf.stats,
            };
      }),
    };
  }

  private rule(rule: PolicyRule): PolicyRule {
    return rule.admits
      ? {
          ...rule,
          admits: [
            ...new Set(
              rule.admits.map(words =>
                this.mayKnow({ words }) ? words : SOMEBODY,
              ),
            ),
          ],
        }
      : rule;
  }

  private denial({ clientIdentity, clients, ...rest }: PolicyDenial) {
    return {
      ...rest,
      ...(clientIdentity &&
        this.mayKnow({ identity: clientIdentity }) && { clientIdentity }),
      clients: clients.flatMap(({ id }) => this.seen(id) ?? []),
    };
  }

  private mayKnowService({ namespace, name }: ServiceName): boolean {
    return (
      namespace !== undefined &&
      name !== undefined &&
      this.mayKnow({ service: { namespace, name } })
    );
  }
}

/**
 * Takes from an answer what a viewer may not see. The numbers of the workload's own calls stay; the names of Services, callers and
 * identities go where the viewer may see nobody behind them.
 *
 * @param visible - what became of a node, by its id, and of the warnings
 * @internal
 */
export function hideRules(
  { names, workloads, ...measured }: SharedRules,
  visible: {
    node(id: string): TopologyNode | undefined;
    warnings: Warning[];
  },
): EntityRules {
  const seen = (id: string): TopologyNode | undefined => {
    const node = visible.node(id);
    return node?.type === 'hidden' ? undefined : node;
  };
  return {
    ...measured,
    warnings: visible.warnings,
    workloads: workloads.flatMap(row => {
      const workload = seen(row.workload.id);
      const hider = new Hider(
        name =>
          names.idsOf(row.workload.cluster, name).some(id => seen(id)) ||
          // Words that tell of nobody.
          ('words' in name &&
            names.idsOf(row.workload.cluster, name).length === 0),
        seen,
      );
      return workload ? [hider.workload(row, workload)] : [];
    }),
  };
}

function withoutName(route: RouteName): RouteName {
  return route.kind === 'default' ? route : { kind: route.kind, name: '' };
}
