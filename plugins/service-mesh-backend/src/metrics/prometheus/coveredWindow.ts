import { LoggerService } from '@backstage/backend-plugin-api';
import { Warning } from '@backstage-mesh/plugin-service-mesh-common';
import { clusterWarning } from '../../clusterWarning';
import { messageOf } from '../../messageOf';
import { NotRememberedError } from '../NotRememberedError';
import { PrometheusMemory } from './PrometheusMemory';

/**
 * The window that was measured: shorter than the asked one where its begin is not remembered.
 *
 * @param window - `at`: the asked end, now without it; `end`: the same by the clock of the Prometheus. In ms since the epoch
 * @throws NotRememberedError where nothing of a past window is
 * @internal
 */
export async function coveredWindow(
  past: Pick<PrometheusMemory, 'begin'>,
  window: {
    windowSeconds: number;
    at?: number;
    end: number;
    clockOffsetMs: number;
    signal?: AbortSignal;
  },
  tell: { cluster: string; logger: LoggerService; warnings: Warning[] },
): Promise<number> {
  const { windowSeconds, at, end, clockOffsetMs, signal } = window;
  const from = end - windowSeconds * 1000;
  const begin = await past
    .begin({ from, to: end }, signal)
    // What it remembers can not be learned: it is believed.
    .catch(error => noMemory(tell.logger, error) ?? from);
  if (begin === undefined) {
    if (at !== undefined) {
      throw new NotRememberedError(
        `Prometheus remembers nothing of the time before ${iso(at)}`,
        { before: iso(at) },
      );
    }
    return windowSeconds;
  }
  const seconds = Math.max(1, Math.round((end - begin) / 1000));
  if (seconds >= windowSeconds) {
    return windowSeconds;
  }
  tell.warnings.push(
    clusterWarning(
      tell.cluster,
      'window-filling',
      `Measured from ${iso(
        begin - clockOffsetMs,
      )} on: Prometheus remembers nothing of this cluster before`,
    ),
  );
  return seconds;
}

/**
 * Nothing is known of what it remembers.
 *
 * @internal
 */
export function noMemory(logger: LoggerService, error: unknown): undefined {
  logger.debug(`Prometheus does not say when it scraped: ${messageOf(error)}`);
  return undefined;
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
