import { TAP_ROOT } from './discovery';
import type { TapRequestMessage } from './messages';
import { tapRequestType } from './schema';
import { TapError } from './TapError';

/** What a client asks for. */
export interface TapRequest {
  namespace: string;
  /** Singular and lower-case. */
  type: string;
  /** Empty: all of that type. */
  name: string;
  labelSelector: string;
  match: TapRequestMessage['match'];
  /** Requests per second over all pods; 0 where none was given. */
  maxRps: number;
  extractHeaders: boolean;
}

// The recorded text has a no-break space here.
const UNDECODABLE = 'proto:\u00a0cannot parse invalid wire-format data';

/** @throws TapError for bytes that are no request. */
export function decodeTapRequest(body: Uint8Array): TapRequest {
  const message = decode(body);
  const { resource = {}, labelSelector = '' } = message.target ?? {};
  return {
    namespace: resource.namespace ?? '',
    type: resource.type ?? '',
    name: resource.name ?? '',
    labelSelector,
    match: message.match,
    maxRps: message.maxRps ?? 0,
    extractHeaders: message.extract?.http?.headers !== undefined,
  };
}

function decode(body: Uint8Array): TapRequestMessage {
  try {
    return tapRequestType.toObject(
      tapRequestType.decode(body),
    ) as TapRequestMessage;
  } catch {
    throw new TapError(UNDECODABLE, 'Bad Request');
  }
}

/** The path that a request has to be sent to. */
export function pathOf({ namespace, type, name }: TapRequest): string {
  return type === 'namespace'
    ? `${TAP_ROOT}/watch/namespaces/${name}/tap`
    : `${TAP_ROOT}/watch/namespaces/${namespace}/${type}s/${name}/tap`;
}
