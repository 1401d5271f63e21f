import { TopologyNode } from '@backstage-mesh/plugin-service-mesh-common';

/**
 * The names in an answer about rules, each with the nodes that it tells of: whoever may see one of them may see the name.
 *
 * @internal
 */
export class RuleNames {
  private readonly byId = new Map<string, TopologyNode>();
  private readonly behind = new Map<string, readonly string[]>();

  /** All nodes that a name tells of. */
  get nodes(): TopologyNode[] {
    return [...this.byId.values()];
  }

  /**
   * @param nodes - who is behind the name; never empty, as nobody could see it then
   */
  add(cluster: string, name: RuleName, nodes: readonly TopologyNode[]): void {
    nodes.forEach(node => {
      this.byId.set(node.id, node);
    });
    this.behind.set(
      keyOf(cluster, name),
      nodes.map(({ id }) => id),
    );
  }

  /** Ids of the nodes that a name tells of. */
  idsOf(cluster: string, name: RuleName): readonly string[] {
    return this.behind.get(keyOf(cluster, name)) ?? [];
  }
}

/**
 * A Service, the identity of a client, or the words for whom a rule admits.
 *
 * @internal
 */
export type RuleName =
  | { service: { namespace: string; name: string } }
  | { identity: string }
  | { words: string };

function keyOf(cluster: string, name: RuleName): string {
  if ('service' in name) {
    const { namespace, name: service } = name.service;
    return JSON.stringify([cluster, 'service', namespace, service]);
  }
  return JSON.stringify(
    'identity' in name
      ? [cluster, 'identity', name.identity]
      : [cluster, 'words', name.words],
  );
}
