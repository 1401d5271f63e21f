import { request as httpRequest } from 'node:http';
import {
  ClusterConnection,
  ClusterRequest,
  ClusterResponse,
} from '@backstage-mesh/plugin-service-mesh-node';

/** A connection to a server on this machine, without credentials: the bytes of a recording reach the codec as Node.js reads them. */
export function plainConnection(url: string): ClusterConnection {
  return {
    name: 'recorded',
    request: request => send(url, request),
    json: async () => {
      throw new Error('A tap asks for no JSON');
    },
  };
}

function send(url: string, request: ClusterRequest): Promise<ClusterResponse> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      new URL(request.path, url),
      {
        method: request.method,
        headers: request.headers,
        signal: request.signal,
        agent: false,
      },
      incoming =>
        resolve({
          status: incoming.statusCode ?? 0,
          headers: Object.fromEntries(
            Object.entries(incoming.headers).map(([name, value]) => [
              name,
              String(value),
            ]),
          ),
          body: incoming,
          cancel: () => incoming.destroy(),
        }),
    );
    outgoing.on('error', reject);
    outgoing.end(request.body);
  });
}
