import type { EntityHistory } from '@backstage-mesh/plugin-service-mesh-common';
import type { Page } from './usePage';
import { usePoll } from './usePoll';

/** How often a history is asked for, in milliseconds: its steps are a minute long and more. */
const INTERVAL = 30_000;

/** How often the past is asked for, which does not change. */
const PAST_INTERVAL = 600_000;

/**
 * The numbers of an entity over time. Absent until they are there, and where the backend cannot tell them: screens show their
 * numbers without.
 */
export function useHistory(
  page: Page,
  window: string,
): EntityHistory | undefined {
  const { api, entityRef, end } = page;
  return usePoll<EntityHistory>(
    api,
    `history ${entityRef} ${window} ${end}`,
    signal => api.getHistory(entityRef, { window, end, signal }),
    end ? PAST_INTERVAL : INTERVAL,
  ).data;
}
