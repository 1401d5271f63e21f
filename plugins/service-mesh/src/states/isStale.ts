import type { MeasuredAnswer } from '@backstage-mesh/plugin-service-mesh-common';

/** Whether the numbers on screen are older ones because the last tries to get new ones failed. */
export function isStale(poll: {
  data?: MeasuredAnswer;
  error?: Error;
}): boolean {
  return (
    poll.error !== undefined ||
    (poll.data?.measurements.some(({ staleSince }) => staleSince) ?? false)
  );
}
