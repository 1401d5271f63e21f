import type { Topology } from '@backstage-mesh/plugin-service-mesh-common';
import { readTexts } from '../address';
import { MeshPage, NUMBERS_INTERVAL, PollControls, usePoll } from '../hooks';

/** The graph of all clusters, or of the chosen ones. */
export function useMeshTopology(page: MeshPage): PollControls<Topology> {
  const { api, window, end, cluster } = page;
  const clusters = readTexts(cluster);
  return usePoll<Topology>(
    api,
    `mesh ${window} ${end ?? ''} ${cluster ?? ''}`,
    signal =>
      api.getMeshTopology({
        window,
        end,
        ...(clusters.length > 0 && { clusters }),
        signal,
      }),
    NUMBERS_INTERVAL,
  );
}
