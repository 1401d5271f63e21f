import type { TopologyNode } from '@backstage-mesh/plugin-service-mesh-common';
import type { Translate } from '../translation';

const SPECIAL_KINDS = ['External', 'Unmeshed', 'Hidden', 'Service'] as const;

/** What a node is called on screen; nodes that have no name say what they are. */
export function nodeName(node: TopologyNode, t: Translate): string {
  if (node.name) {
    return node.name;
  }
  if (node.type === 'hidden' || node.type === 'external') {
    return t(`names.${node.type}`);
  }
  return t('names.unmeshed');
}

/** What kind of thing a node is, in words. */
export function kindName(node: TopologyNode, t: Translate): string {
  const special = SPECIAL_KINDS.find(kind => kind === node.kind);
  return special ? t(`kinds.${special}`) : node.kind;
}

/** Where a node is: `east / video`. */
export function placeOf({ cluster, namespace }: TopologyNode): string {
  return [cluster, namespace].filter(Boolean).join(' / ');
}
