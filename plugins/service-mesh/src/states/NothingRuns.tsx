import { Page, usePoll } from '../hooks';
import { NoWorkload } from './WorkloadStates';

/** How often the workloads of an entity are looked for where there are none, in milliseconds. */
const WORKLOADS_INTERVAL = 30_000;

/** No workload belongs to the entity, and where it was looked for one. */
export function NothingRuns(props: { page: Page; onRetry(): void }) {
  const { page, onRetry } = props;
  const { api, entityRef, name } = page;
  const { data } = usePoll(
    api,
    `workloads ${entityRef}`,
    signal => api.getWorkloads(entityRef, { signal }),
    WORKLOADS_INTERVAL,
  );
  return (
    <NoWorkload
      name={name}
      match={data?.match}
      warnings={data?.warnings}
      onRetry={onRetry}
    />
  );
}
