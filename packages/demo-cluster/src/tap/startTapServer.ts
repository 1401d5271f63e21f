import type { IncomingMessage, ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { UserInfo } from '../api/authorization';
import { sendJson } from './answers';
import { TapApi, type TapApiParts } from './TapApi';
import type { TapFaults } from './faults';

export interface TapServerOptions extends TapApiParts {
  /** 0 takes any free port. Default 0. */
  port?: number;
  tls: {
    key: string;
    cert: string;
    /** Who signs the API server's client certificates (`--requestheader-client-ca-file`). The caller's name is taken from nobody else. */
    clientCa: string;
  };
  /** Common names that such a certificate may have (`--requestheader-allowed-names`). Any, where empty. */
  allowedNames?: string[];
}

export interface TapServer {
  port: number;
  faults: TapFaults;
  close(): Promise<void>;
}

/**
 * Runs the tap server by itself over TLS, to be registered as an APIService with a real API server. It takes the caller from `X-Remote-User`
 * and `X-Remote-Group`.
 *
 * @throws Error (EADDRINUSE…) where it cannot listen.
 */
export async function startTapServer(
  options: TapServerOptions,
): Promise<TapServer> {
  const { tls, allowedNames = [] } = options;
  const api = new TapApi(options);
  const server = https.createServer(
    {
      key: tls.key,
      cert: tls.cert,
      ca: tls.clientCa,
      requestCert: true,
      rejectUnauthorized: false,
      minVersion: 'TLSv1.3',
    },
    (request, response) => {
      const complaint = distrust(request, allowedNames);
      if (complaint) {
        request.resume();
        sendJson(response, 400, { error: complaint });
        return;
      }
      answer(api, request, response).catch(error => {
        response.destroy(error instanceof Error ? error : undefined);
      });
    },
  );
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    faults: api.faults,
    close: () =>
      new Promise<void>(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  api: TapApi,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [path] = (request.url ?? '/').split('?', 1);
  await api.handle({ request, response, user: callerOf(request), path });
}

/** Returns what is wrong with the client's certificate, if anything. */
function distrust(
  request: IncomingMessage,
  allowedNames: string[],
): string | undefined {
  const socket = request.socket as TLSSocket;
  if (!socket.authorized) {
    return 'no valid client certificate: only the API server may ask';
  }
  const name = String(socket.getPeerCertificate().subject.CN);
  if (allowedNames.length > 0 && !allowedNames.includes(name)) {
    return `no valid CN found. allowed names: [${allowedNames.join(
      ' ',
    )}], client names: [${name}]`;
  }
  return undefined;
}

/** Groups come one header each. */
function callerOf({ headersDistinct }: IncomingMessage): UserInfo {
  return {
    username: headersDistinct['x-remote-user']?.[0] ?? '',
    groups: headersDistinct['x-remote-group'] ?? [],
  };
}
