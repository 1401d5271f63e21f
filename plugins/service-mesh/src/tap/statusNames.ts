import type { HealthState } from '@backstage-mesh/plugin-service-mesh-common';
import type { Translate } from '../translation';
import type { TapRow } from './TapRow';

const GRPC_NAMES = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
];

/** Error codes of HTTP/2 (RFC 9113, section 7). */
const RESET_NAMES = [
  'NO_ERROR',
  'PROTOCOL_ERROR',
  'INTERNAL_ERROR',
  'FLOW_CONTROL_ERROR',
  'SETTINGS_TIMEOUT',
  'STREAM_CLOSED',
  'FRAME_SIZE_ERROR',
  'REFUSED_STREAM',
  'CANCEL',
  'COMPRESSION_ERROR',
  'CONNECT_ERROR',
  'ENHANCE_YOUR_CALM',
  'INADEQUATE_SECURITY',
  'HTTP_1_1_REQUIRED',
];

/** Reason phrases of the statuses that people meet. */
const HTTP_NAMES: Record<number, string> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'No Content',
  301: 'Moved Permanently',
  302: 'Found',
  304: 'Not Modified',
  307: 'Temporary Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  410: 'Gone',
  412: 'Precondition Failed',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

export function grpcStatusName(code: number): string {
  return GRPC_NAMES[code] ?? String(code);
}

export function resetName(code: number): string {
  return RESET_NAMES[code] ?? String(code);
}

/** A status with its phrase, where it has a common one: `500 Internal Server Error`. */
export function httpStatusName(status: number): string {
  return [status, HTTP_NAMES[status]].filter(Boolean).join(' ');
}

/** The shape beside a status: client errors are no failures of the service, and no successes either. */
export function rowState(row: TapRow): HealthState {
  if (row.failed) {
    return 'failing';
  }
  if (row.state !== 'done') {
    return 'not-measured';
  }
  return (row.httpStatus ?? 0) >= 400 ? 'no-traffic' : 'healthy';
}

/** How a request ended, in a word; empty while it has not. */
export function statusText(row: TapRow, t: Translate): string {
  if (row.resetCode) {
    return t('tap.resetCode', { code: resetName(row.resetCode) });
  }
  if (row.grpcStatus !== undefined) {
    return grpcStatusName(row.grpcStatus);
  }
  if (row.httpStatus !== undefined) {
    return String(row.httpStatus);
  }
  return row.state === 'done' ? t('tap.noResponse') : '';
}

/** How a request ended, or that it has not, with the phrase of its status. */
export function outcomeOf(row: TapRow, t: Translate): string {
  if (row.resetCode) {
    return t('tap.resetCode', { code: resetName(row.resetCode) });
  }
  if (row.grpcStatus !== undefined) {
    return t('tap.detail.grpcStatus', {
      status: grpcStatusName(row.grpcStatus),
    });
  }
  if (row.httpStatus !== undefined) {
    return httpStatusName(row.httpStatus);
  }
  if (row.state === 'done') {
    return t('tap.noResponse');
  }
  return row.state === 'waiting' ? t('tap.waitingDots') : t('tap.unfinished');
}
