import type { ServerResponse } from 'node:http';
import { encodeFrame } from './frame';
import { apiErrorType } from './schema';

/**
 * What the tap server cannot or will not do. It travels with status 200: a header gives it away, and the body is one frame with the text.
 */
export class TapError extends Error {
  constructor(
    message: string,
    /** Value of the `Linkerd-Error` header. */
    readonly statusText:
      | 'Bad Request'
      | 'Internal Server Error' = 'Internal Server Error',
  ) {
    super(message);
  }
}

/** The head of an error whose text never comes. */
export function announceTapError(response: ServerResponse): void {
  response.writeHead(200, {
    'Content-Type': 'application/octet-stream',
    'Linkerd-Error': 'Internal Server Error',
    'Content-Length': 100,
  });
  response.flushHeaders();
}

export function sendTapError(response: ServerResponse, error: TapError): void {
  const body = encodeFrame(
    apiErrorType.encode({ error: error.message }).finish(),
  );
  response.writeHead(200, {
    'Content-Type': 'application/octet-stream',
    'Linkerd-Error': error.statusText,
    'Content-Length': body.length,
  });
  response.end(body);
}
