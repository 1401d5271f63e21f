const NOT_TRUSTED =
  'its certificate is not trusted; set caData or caFile of the cluster';

const PROBLEMS: Record<string, string> = {
  ECONNREFUSED:
    'nothing listens at its address (connection refused); check the url of the cluster and whether its API server runs',
  ECONNRESET: 'it closed the connection',
  EPIPE: 'it closed the connection',
  ENOTFOUND:
    'the name of its API server can not be resolved; check the url of the cluster',
  EAI_AGAIN: 'the name of its API server can not be resolved at the moment',
  ETIMEDOUT: 'it does not answer; check the network between it and the portal',
  EHOSTUNREACH: 'there is no way to its network',
  ENETUNREACH: 'there is no way to its network',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: NOT_TRUSTED,
  SELF_SIGNED_CERT_IN_CHAIN: NOT_TRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: NOT_TRUSTED,
  UNABLE_TO_GET_ISSUER_CERT: NOT_TRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: NOT_TRUSTED,
  CERT_SIGNATURE_FAILURE: NOT_TRUSTED,
  CERT_UNTRUSTED: NOT_TRUSTED,
  ERR_TLS_CERT_ALTNAME_INVALID:
    'its certificate is for another name than the one in the url of the cluster',
  EPROTO: 'it does not speak TLS; check whether the url should begin with http',
};

/**
 * Why a connection failed, in words for people. Holds no address.
 */
export function connectionProblem(error: unknown): string {
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (typeof code === 'string') {
    return PROBLEMS[code] ?? `the connection failed (${code})`;
  }
  return typeof message === 'string' && message
    ? message
    : 'the connection failed';
}
