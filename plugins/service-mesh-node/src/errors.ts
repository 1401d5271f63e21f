import { CustomErrorBase } from '@backstage/errors';

/**
 * An API server answered with a status that is not 2xx.
 *
 * @public
 */
export class KubernetesStatusError extends CustomErrorBase {
  name = 'KubernetesStatusError' as const;

  /** HTTP status. */
  readonly status: number;
  /** `reason` of the Status object, such as `Forbidden` or `Expired`. */
  readonly reason?: string;
  /** Seconds of the `Retry-After` header. */
  readonly retryAfterSeconds?: number;

  constructor(
    message: string,
    options: { status: number; reason?: string; retryAfterSeconds?: number },
  ) {
    super(message);
    this.status = options.status;
    this.reason = options.reason;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}
