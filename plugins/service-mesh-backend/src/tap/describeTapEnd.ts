import { TapEnd } from '@backstage-mesh/plugin-service-mesh-common';
import { MeshTapError } from '@backstage-mesh/plugin-service-mesh-node';

export const UPSTREAM_CLOSED: TapEnd = {
  reason: 'upstream-closed',
  message: 'The mesh ended the tap.',
  retry: true,
};

/** What viewers are told when the mesh's tap breaks. Only texts that were written for people are passed on. */
export function describeTapEnd(error: unknown): TapEnd {
  if (!(error instanceof MeshTapError)) {
    return {
      reason: 'upstream-error',
      message: 'The tap failed inside the portal; its log says why.',
      retry: true,
    };
  }
  const { message } = error;
  switch (error.reason) {
    case 'refused':
      return { reason: 'forbidden', message, retry: false };
    case 'cut':
      return { reason: 'upstream-closed', message, retry: true };
    case 'unavailable':
      return { reason: 'upstream-error', message, retry: true };
    default:
      return { reason: 'upstream-error', message, retry: false };
  }
}
