import { CustomErrorBase } from '@backstage/errors';
import { ClusterResponse } from './cluster';

const MAX_MESSAGE = 1000;

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

  /**
   * The error for an answer: what its Status object says, or else the plain text that came, on one line of bounded length.
   *
   * @param body - The answer's content, as far as it was read
   */
  static fromResponse(
    response: Pick<ClusterResponse, 'status' | 'headers'>,
    body: Uint8Array,
  ): KubernetesStatusError {
    const text = Buffer.from(body).toString('utf8');
    const status = parseStatus(text);
    const retryAfter = Number(
      response.headers['retry-after'] ?? status?.details?.retryAfterSeconds,
    );
    const message = plainText(
      typeof status?.message === 'string' ? status.message : text,
    );
    return new KubernetesStatusError(
      explain(response.status, message) ||
        `The API server answered with status ${response.status}`,
      {
        status: response.status,
        reason: typeof status?.reason === 'string' ? status.reason : undefined,
        retryAfterSeconds:
          Number.isFinite(retryAfter) && retryAfter >= 0
            ? retryAfter
            : undefined,
      },
    );
  }

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

/** Of a token that it does not accept an API server says `Unauthorized`, and nothing else. */
function explain(status: number, message: string): string {
  return status === 401 && /^(unauthorized)?$/i.test(message)
    ? "Unauthorized: its API server does not accept the portal's token, which may have expired; give the portal a new one"
    : message;
}

interface StatusObject {
  message?: unknown;
  reason?: unknown;
  details?: { retryAfterSeconds?: unknown };
}

function parseStatus(text: string): StatusObject | undefined {
  try {
    const parsed = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function plainText(text: string): string {
  return text
    .slice(0, MAX_MESSAGE)
    .replace(/\p{Cc}+/gu, ' ')
    .trim();
}
