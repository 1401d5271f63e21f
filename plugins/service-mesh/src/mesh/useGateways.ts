import type { GatewayList } from '@backstage-mesh/plugin-service-mesh-common';
import { MeshPage, usePoll } from '../hooks';

/** How often gateways are asked for, in milliseconds. */
const INTERVAL = 30_000;

/** The gateways between clusters; absent until they are there. */
export function useGateways({ api }: MeshPage): GatewayList | undefined {
  return usePoll<GatewayList>(
    api,
    'gateways',
    signal => api.getGateways({ signal }),
    INTERVAL,
  ).data;
}
