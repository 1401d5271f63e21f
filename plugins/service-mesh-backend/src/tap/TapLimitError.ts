import { CustomErrorBase } from '@backstage/errors';

/** Too many taps at once. */
export class TapLimitError extends CustomErrorBase {
  name = 'TapLimitError' as const;

  /** Read by the error handler of the HTTP server. */
  readonly statusCode = 429;
}
