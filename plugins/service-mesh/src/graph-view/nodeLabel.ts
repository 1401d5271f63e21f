import type { NumberFormats } from '../format';
import type { GraphNode } from '../graph';
import { nodeSentence } from '../names';
import type { Translate } from '../translation';
import { groupSentence } from './groupSentence';

/** What the button of a node says to screen readers. */
export function nodeLabel(
  node: GraphNode,
  t: Translate,
  n: NumberFormats,
): string {
  const sentence = node.group
    ? groupSentence(node.group, t, n)
    : nodeSentence(node, t, n);
  return node.change
    ? `${sentence}, ${t(`graph.change.${node.change}`)}`
    : sentence;
}
