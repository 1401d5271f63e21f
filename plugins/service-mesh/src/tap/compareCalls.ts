import type {
  HealthState,
  HealthThresholds,
} from '@backstage-mesh/plugin-service-mesh-common';
import type { CallNumbers } from './LiveCalls';

/** Share of the ended requests that did not fail; undefined where none has ended. */
export function successOf(calls: CallNumbers): number | undefined {
  const { successes, failures } = calls;
  const ended = successes + failures;
  return ended > 0 ? successes / ended : undefined;
}

/** The health of some calls, by the limits that hold everywhere. */
export function callState(
  calls: CallNumbers,
  thresholds: HealthThresholds,
): HealthState {
  const share = successOf(calls);
  if (share === undefined) {
    return 'not-measured';
  }
  if (calls.successes + calls.failures < thresholds.minRequests) {
    return 'too-few';
  }
  if (share * 100 >= thresholds.healthy) {
    return 'healthy';
  }
  return share * 100 >= thresholds.degraded ? 'degraded' : 'failing';
}

/** Orders calls, worst first: by what failed, then by what came. */
export function compareCalls(a: CallNumbers, b: CallNumbers): number {
  return b.failures - a.failures || b.requests - a.requests;
}
