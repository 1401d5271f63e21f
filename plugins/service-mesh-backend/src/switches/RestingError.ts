import { ServiceUnavailableError } from '@backstage/errors';

/**
 * Something is left alone for a while, and asked again then. The message is for everybody: it holds no addresses.
 *
 * @internal
 */
export class RestingError extends ServiceUnavailableError {
  readonly name = 'ServiceUnavailableError';

  /**
   * @param until - milliseconds since the epoch
   */
  constructor(message: string, readonly until: number) {
    super(`${message} at ${new Date(until).toISOString().slice(11, 19)} UTC`);
  }
}
