import type { ServerResponse } from 'node:http';

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  indent?: number,
): void {
  const text = JSON.stringify(body, undefined, indent);
  response.statusCode = status;
  response.setHeader('Content-Length', Buffer.byteLength(text));
  response.setHeader('Content-Type', 'application/json');
  response.end(text);
}

export function sendText(response: ServerResponse, text: string): void {
  response.statusCode = 200;
  response.setHeader('Content-Length', Buffer.byteLength(text));
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.end(text);
}
