import { ClusterResponse } from '@backstage-mesh/plugin-service-mesh-node';

/** Who asks for a longer pause than this is not believed: a cluster would be out of sight for it. */
export const LONGEST_PAUSE_MS = 5 * 60_000;

/** For how many milliseconds a server asks to be left alone; zero where it does not. */
export function retryAfterMs({
  headers,
}: Pick<ClusterResponse, 'headers'>): number {
  const ms = 1000 * Number(headers['retry-after']);
  return ms > 0 ? Math.min(ms, LONGEST_PAUSE_MS) : 0;
}
