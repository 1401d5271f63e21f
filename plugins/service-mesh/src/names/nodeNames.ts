import type { TopologyNode } from '@backstage-mesh/plugin-service-mesh-common';
import { splitIdentity } from '../format';
import { isUnmeasured } from '../health/judge';
import type { Translate } from '../translation';

const SPECIAL_KINDS = ['External', 'Unmeshed', 'Hidden', 'Service'] as const;

/** What a node is called on screen: by its identity where that is all that is known; nodes that have no name say what they are. */
export function nodeName(node: TopologyNode, t: Translate): string {
  if (node.meshIdentity) {
    return splitIdentity(node.meshIdentity).name;
  }
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
  if (node.meshIdentity) {
    return t('kinds.Identity');
  }
  const special = SPECIAL_KINDS.find(kind => kind === node.kind);
  return special ? t(`kinds.${special}`) : node.kind;
}

/** Why nothing measures a node at its own side, in a few words; undefined where it is an ordinary workload. */
export function outsideText(
  node: TopologyNode,
  t: Translate,
): string | undefined {
  if (node.meshIdentity) {
    return t('names.identity');
  }
  if (node.type === 'external') {
    return t('names.external');
  }
  return isUnmeasured(node) ? t('names.unmeshed') : undefined;
}

/** Where a node is: `east / video`. */
export function placeOf({ cluster, namespace }: TopologyNode): string {
  return [cluster, namespace].filter(Boolean).join(' / ');
}
