import { writeCallEnd } from './callEnd';
import { Call } from './ObservedCall';

/**
 * A text that is equal for equal calls.
 *
 * @internal
 */
export function callKey({ cluster, source, target, protocol }: Call): string {
  return JSON.stringify([
    cluster,
    writeCallEnd(cluster, source),
    writeCallEnd(cluster, target),
    protocol,
  ]);
}
