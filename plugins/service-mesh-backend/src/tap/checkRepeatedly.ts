import { TapEnd } from '@backstage-mesh/plugin-service-mesh-common';
import { LoggerService } from '@backstage/backend-plugin-api';
import { ServiceUnavailableError, stringifyError } from '@backstage/errors';

const NO_LONGER_ALLOWED: TapEnd = {
  reason: 'no-longer-allowed',
  message: 'You may no longer tap this workload.',
  retry: false,
};

const NOT_CHECKED: TapEnd = {
  reason: 'no-longer-allowed',
  message:
    'It could not be checked whether you may still tap this workload: start the tap again.',
  retry: true,
};

/** Errors that say no, and not that nothing could be said. */
const REFUSALS = ['NotAllowedError', 'NotFoundError', 'AuthenticationError'];

/** Checks in a row that may fail without saying no: the second one ends the stream. */
const MAX_CHECK_FAILURES = 2;

/**
 * Asks again and again whether a viewer may still see a tap, and says once when not. A check that gives no answer before the next
 * one is due has failed too.
 *
 * @returns stops it
 */
export function checkRepeatedly(options: {
  /** Throws where the viewer may no longer see the tap. */
  check: () => Promise<void>;
  intervalMs: number;
  logger: LoggerService;
  onEnd: (end: TapEnd) => void;
}): () => void {
  const { check, intervalMs, logger, onEnd } = options;
  let failures = 0;
  let waiting = false;

  const fail = (error: unknown): TapEnd | undefined => {
    failures += 1;
    logger.info(
      `The viewer of a tap was checked again: ${stringifyError(error)}`,
    );
    if (REFUSALS.includes(error instanceof Error ? error.name : '')) {
      return NO_LONGER_ALLOWED;
    }
    return failures >= MAX_CHECK_FAILURES ? NOT_CHECKED : undefined;
  };

  const checkOnce = async (): Promise<TapEnd | undefined> => {
    if (waiting) {
      return fail(
        new ServiceUnavailableError('The last check gave no answer yet'),
      );
    }
    waiting = true;
    try {
      await check();
      failures = 0;
      return undefined;
    } catch (error) {
      return fail(error);
    } finally {
      waiting = false;
    }
  };

  const timer = setInterval(async () => {
    const end = await checkOnce();
    if (end) {
      clearInterval(timer);
      onEnd(end);
    }
  }, intervalMs);
  return () => clearInterval(timer);
}
