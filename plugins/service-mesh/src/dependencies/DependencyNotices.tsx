import type { DependencyList } from '@backstage-mesh/plugin-service-mesh-common';
import type { PollControls } from '../hooks';
import { AnswerNotices } from '../states';

/** What is missing from the dependencies, or old in them. */
export function DependencyNotices(props: {
  poll: PollControls<DependencyList>;
}) {
  const { poll } = props;
  return (
    <AnswerNotices
      poll={poll}
      warnings={poll.data?.warnings ?? []}
      // a warning says which cluster is missing
      clusters={[]}
    />
  );
}
