import { createRouteRef } from '@backstage/core-plugin-api';

// references of the legacy kind work in both frontend systems; those of the new kind do not
export const topologyRouteRef = createRouteRef({ id: 'service-mesh:topology' });
export const statsRouteRef = createRouteRef({ id: 'service-mesh:stats' });
export const tapRouteRef = createRouteRef({ id: 'service-mesh:tap' });
export const meshRouteRef = createRouteRef({ id: 'service-mesh:mesh' });
