import type { Pod } from '../objects/KubernetesObject';

export interface NetworkRequest {
  method: string;
  /** With its query. */
  path: string;
  /** As the client addressed the API server. */
  host: string;
  acceptsGzip: boolean;
}

export interface NetworkResponse {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** A connection that did not come about. The message is the dialler's own. */
export class DialError extends Error {}

/** How the API server reaches pods. */
export interface PodNetwork {
  /** @throws DialError where nobody answers at that port. */
  request(
    pod: Pod,
    port: number,
    request: NetworkRequest,
  ): Promise<NetworkResponse>;
}
