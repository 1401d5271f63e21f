import type { Topology } from '@backstage-mesh/plugin-service-mesh-common';
import { MeshPage, NUMBERS_INTERVAL, PollControls, usePoll } from '../hooks';

/** The graph of all clusters, or of the chosen one. */
export function useMeshTopology(page: MeshPage): PollControls<Topology> {
  const { api, window, end, cluster } = page;
  return usePoll<Topology>(
    api,
    `mesh ${window} ${end ?? ''} ${cluster ?? ''}`,
    signal =>
      api.getMeshTopology({
        window,
        end,
        ...(cluster !== undefined && { clusters: [cluster] }),
        signal,
      }),
    NUMBERS_INTERVAL,
  );
}
