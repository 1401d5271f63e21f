import type {
  ExplainedMeasurement,
  NumberExplanation,
} from '@backstage-mesh/plugin-service-mesh-common';
import { formatWindow } from '@backstage-mesh/plugin-service-mesh-common';
import type { ExplainRequest } from '../components';
import { Page, usePoll } from '../hooks';

/** How often an open explanation is asked for again, in milliseconds: only its time of measurement changes. */
const INTERVAL = 60_000;

/** Where numbers are shown; pages of no entity can explain the numbers of those that have one. */
export type ExplainPage = Pick<Page, 'api' | 'end'> & { entityRef?: string };

/** An explanation, and of what it is. */
export interface Explained {
  measured: ExplainedMeasurement;
  explanation: NumberExplanation;
}

/**
 * Asks how a number came to be.
 *
 * @returns `found`: of each cluster that it is measured in; empty where nobody has an explanation, and absent until that is known
 */
export function useExplained(
  page: ExplainPage,
  window: string,
  request: ExplainRequest,
): { found?: Explained[]; error?: Error } {
  const { api, end } = page;
  const { number, subject, workloadId, steps, group } = request;
  const entityRef = request.entityRef ?? page.entityRef ?? '';
  const length = steps ? formatWindow(steps.seconds) : window;
  const whom = group
    ? JSON.stringify([workloadId, group.workloads])
    : entityRef;
  const { data, error } = usePoll<readonly ExplainedMeasurement[]>(
    api,
    // another workload of the same entity is in the same answer
    `explain ${whom} ${group ? '' : workloadId} ${length} ${end}`,
    async signal => {
      const options = { window: length, end, signal };
      if (group) {
        const answer = await api.getGroupExplanation(group.workloads, options);
        return answer.clusters;
      }
      const { workloads } = await api.getExplanation(entityRef, options);
      return workloads.filter(({ id }) => id === workloadId);
    },
    INTERVAL,
  );
  return {
    error,
    found: data?.flatMap(measured =>
      measured.numbers
        .filter(each => each.number === number && each.subject === subject)
        .map(explanation => ({ measured, explanation })),
    ),
  };
}
