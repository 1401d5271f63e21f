import {
  ClusterResponse,
  KubernetesStatusError,
} from '@backstage-mesh/plugin-service-mesh-node';

const MAX_MESSAGE = 1000;

/**
 * The error for an answer that is not 2xx: what the Status object says, or else the plain text that came.
 */
export function statusError(
  response: Pick<ClusterResponse, 'status' | 'headers'>,
  body: Buffer,
): KubernetesStatusError {
  const status = parseStatus(body);
  const retryAfter = Number(
    response.headers['retry-after'] ?? status?.details?.retryAfterSeconds,
  );
  const text = plainText(
    typeof status?.message === 'string'
      ? status.message
      : body.toString('utf8'),
  );
  return new KubernetesStatusError(
    text || `The API server answered with status ${response.status}`,
    {
      status: response.status,
      reason: typeof status?.reason === 'string' ? status.reason : undefined,
      retryAfterSeconds:
        Number.isFinite(retryAfter) && retryAfter >= 0 ? retryAfter : undefined,
    },
  );
}

function parseStatus(body: Buffer):
  | {
      message?: unknown;
      reason?: unknown;
      details?: { retryAfterSeconds?: unknown };
    }
  | undefined {
  try {
    const parsed = JSON.parse(body.toString('utf8'));
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** One line without control characters, of bounded length. */
function plainText(text: string): string {
  return text
    .slice(0, MAX_MESSAGE)
    .replace(/\p{Cc}+/gu, ' ')
    .trim();
}
