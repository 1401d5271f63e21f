import { ServiceUnavailableError } from '@backstage/errors';

/**
 * A question needs more proxies than may be read directly. A smaller one may be answered.
 *
 * @internal
 */
export class TooManyProxiesError extends ServiceUnavailableError {
  readonly isTooManyProxies = true;
}

/** @internal */
export function isTooManyProxies(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'isTooManyProxies' in error &&
    error.isTooManyProxies === true
  );
}
