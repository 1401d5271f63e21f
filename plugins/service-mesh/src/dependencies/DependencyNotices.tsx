import type {
  DependencyList,
  Warning,
} from '@backstage-mesh/plugin-service-mesh-common';
import type { PollControls } from '../hooks';
import { AnswerNotices } from '../states';

/** What is missing from the dependencies, or old in them. */
export function DependencyNotices(props: {
  poll: PollControls<DependencyList>;
  /** What the page says already, of the same clusters. */
  told?: readonly Warning[];
}) {
  const { poll, told = [] } = props;
  return (
    <AnswerNotices
      poll={poll}
      warnings={(poll.data?.warnings ?? []).filter(
        ({ code, cluster }) =>
          !told.some(each => each.code === code && each.cluster === cluster),
      )}
      // a warning says which cluster is missing
      clusters={[]}
    />
  );
}
