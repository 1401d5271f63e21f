import {
  LabelMatcher,
  TrafficRequest,
} from '@backstage-mesh/plugin-service-mesh-node';
import { oneOf } from '../../metrics/labels';
import { excludedMatchers, isEmpty } from './matchers';
import { SOURCE_OWNERS } from './ownerLabels';
import { PeerResolver } from './PeerResolver';

type Labels = Readonly<Record<string, string>>;

/** Longer lists of namespaces can not be left out of a question: everything is asked by pod then. */
const MAX_OVERWRITTEN = 50;

/**
 * Those who count, and which rows tell of them.
 *
 * @internal
 */
export interface CountingEnd {
  by: readonly string[];
  matchers: readonly LabelMatcher[];
  reads(labels: Labels): boolean;
}

/**
 * How those who count are asked for: by owner, and by pod where no owner label names them, or in namespaces where a wrong one does.
 *
 * @internal
 */
export function countingEnds(
  resolver: PeerResolver,
  { byPod }: Pick<TrafficRequest, 'byPod'>,
  rare = false,
): CountingEnd[] {
  const { overwritten } = resolver;
  if (byPod || rare || overwritten.length > MAX_OVERWRITTEN) {
    return [{ by: ['pod'], matchers: [], reads: labels => !!labels.pod }];
  }
  // By namespace, as hundreds of pods make a question too long to be sent; who they are is known to the inventory.
  const others = excludedMatchers('namespace', overwritten);
  const namedByOwner = (labels: Labels) =>
    SOURCE_OWNERS.some(label => labels[label]);
  return [
    {
      by: SOURCE_OWNERS,
      matchers: others,
      reads: namedByOwner,
    },
    ...(resolver.hasBarePods
      ? [
          {
            by: ['pod'],
            matchers: [...SOURCE_OWNERS.map(isEmpty), ...others],
            reads: () => true,
          },
        ]
      : []),
    ...(overwritten.length > 0
      ? [
          {
            by: ['pod'],
            matchers: [oneOf('namespace', overwritten)],
            reads: () => true,
          },
        ]
      : []),
  ];
}
