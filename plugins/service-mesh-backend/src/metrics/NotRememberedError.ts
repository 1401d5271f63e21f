import { ServiceUnavailableError } from '@backstage/errors';

/**
 * A question is about a time of which the source remembers nothing. Its message names nothing that a viewer may not see.
 *
 * @internal
 */
export class NotRememberedError extends ServiceUnavailableError {
  readonly isNotRemembered = true;

  /** @param values - what the message names, see `Warning` */
  constructor(message: string, readonly values?: Record<string, string>) {
    super(message);
  }
}

/** @internal */
export function isNotRemembered(error: unknown): error is NotRememberedError {
  return (
    typeof error === 'object' &&
    error !== null &&
    'isNotRemembered' in error &&
    error.isNotRemembered === true
  );
}
