import { ServiceUnavailableError } from '@backstage/errors';

/**
 * Something is not done because the configuration says so. The message is for everybody: it holds no addresses.
 *
 * @internal
 */
export class SwitchedOffError extends ServiceUnavailableError {
  readonly name = 'ServiceUnavailableError';
}

/** @internal */
export function isSwitchedOff(error: unknown): error is SwitchedOffError {
  return error instanceof SwitchedOffError;
}
