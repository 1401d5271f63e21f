import { ServiceUnavailableError } from '@backstage/errors';
import { messageOf } from './messageOf';

/** What connections end with when the other side restarts, is overloaded or is not there. */
const BROKEN = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_SOCKET',
]);

/** What stands before a backend answers so while the backend does not. */
const GATEWAY_ERRORS = new Set([502, 503, 504]);

/** Errors within errors within errors. */
const MAX_CAUSES = 5;

/**
 * Asks another plugin of the portal, which may run elsewhere: once more where the connection breaks, as one that was kept open does
 * when the other side restarts.
 *
 * @param plugin - its name, as in `catalog`
 * @param ask - changes nothing, so that it can be repeated
 * @throws ServiceUnavailableError where there is no answer; what the plugin answered where it refuses
 * @internal
 */
export async function askPlugin<T>(
  plugin: string,
  ask: () => Promise<T>,
): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!isUnanswered(error)) {
      throw error;
    }
  }
  try {
    return await ask();
  } catch (error) {
    if (!isUnanswered(error)) {
      throw error;
    }
    throw new ServiceUnavailableError(
      `The ${plugin} backend of this portal does not answer: try again in a moment, and if that does not help, ask whoever runs the portal whether it is up (${messageOf(
        error,
      )})`,
    );
  }
}

function isUnanswered(error: unknown): boolean {
  let current: unknown = error;
  for (let depth = 0; depth < MAX_CAUSES && current; depth++) {
    const { code, statusCode, cause } = current as {
      code?: unknown;
      statusCode?: unknown;
      cause?: unknown;
    };
    if (
      (typeof code === 'string' && BROKEN.has(code)) ||
      (typeof statusCode === 'number' && GATEWAY_ERRORS.has(statusCode))
    ) {
      return true;
    }
    current = cause;
  }
  return false;
}
