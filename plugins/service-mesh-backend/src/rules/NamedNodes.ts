import {
  TopologyNode,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import { Admission } from '@backstage-mesh/plugin-service-mesh-node';
import { workloadsBehind } from '../mesh/workloadsBehind';
import { ClusterView } from '../topology/ClusterView';
import { GraphBuilder } from '../topology/GraphBuilder';
import { RuleName, RuleNames } from './RuleNames';

/**
 * Finds out who is behind the names of one cluster, and writes it down.
 *
 * @internal
 */
export class NamedNodes {
  constructor(
    private readonly graph: GraphBuilder,
    private readonly view: Pick<ClusterView, 'cluster' | 'snapshot'>,
    private readonly names: RuleNames,
  ) {}

  /** The workloads behind a Service. */
  service(service: { namespace: string; name: string }): TopologyNode[] {
    const workloads = this.nodes(this.workloadsBehind(service));
    const { namespace, name } = service;
    this.note(
      { service: { namespace, name } },
      workloads.length > 0
        ? workloads
        : [this.graph.node({ type: 'service', namespace, name })],
    );
    return workloads;
  }

  workloadsBehind(service: { namespace: string; name: string }): WorkloadRef[] {
    return workloadsBehind(this.view.snapshot, service);
  }

  /** The workloads that have a client's identity. */
  clients(
    identity: string | undefined,
    workloads: readonly WorkloadRef[],
  ): TopologyNode[] {
    const nodes = this.nodes(workloads);
    if (identity !== undefined) {
      // Whose it is nobody knows: it is in no namespace that somebody could read.
      this.note(
        { identity },
        nodes.length > 0 ? nodes : [this.placeholder(identity)],
      );
    }
    return nodes;
  }

  /** The words of an admission. */
  admission({ words, names }: Admission): string {
    if (names) {
      const nodes = this.nodes(names.workloads);
      this.note(
        { words },
        nodes.length > 0
          ? nodes
          : [
              {
                ...this.placeholder(words),
                ...(names.namespace && { namespace: names.namespace }),
              },
            ],
      );
    }
    return words;
  }

  private nodes(workloads: readonly WorkloadRef[]): TopologyNode[] {
    return workloads
      .filter(workload => this.graph.isShown({ type: 'workload', workload }))
      .map(workload => this.graph.workload(workload));
  }

  private note(name: RuleName, nodes: readonly TopologyNode[]): void {
    this.names.add(this.view.cluster.name, name, nodes);
  }

  /** Stands for something that is no workload: whoever may see something in its namespace may see it. */
  private placeholder(text: string): TopologyNode {
    return {
      id: JSON.stringify([this.view.cluster.name, text]),
      type: 'service',
      cluster: this.view.cluster.name,
      kind: 'Service',
      entityRefs: [],
      stats: {},
    };
  }
}
