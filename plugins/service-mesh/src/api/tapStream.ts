import type {
  TapDropped,
  TapEnd,
  TapEvent,
  TapOpen,
} from '@backstage-mesh/plugin-service-mesh-common';
import { ResponseError } from '@backstage/errors';
import {
  EventSourceMessage,
  fetchEventSource,
} from '@microsoft/fetch-event-source';
import type { TapHandlers } from './ServiceMeshApi';

/**
 * Reads a tap's Server-Sent Events until the backend closes or the signal aborts.
 *
 * @throws ResponseError where the backend refuses, and what `fetch` throws where the connection breaks
 */
export async function readTapStream(
  url: string,
  fetchFunction: typeof fetch,
  handlers: TapHandlers,
  signal: AbortSignal,
): Promise<void> {
  // the library never settles for a signal that is aborted already
  signal.throwIfAborted();
  await fetchEventSource(url, {
    fetch: fetchFunction,
    signal,
    // it would stop and start the tap by itself each time the tab is hidden
    openWhenHidden: true,
    async onopen(response) {
      if (!response.ok) {
        throw await ResponseError.fromResponse(response);
      }
      const type = response.headers.get('content-type') ?? '';
      if (!type.startsWith('text/event-stream')) {
        throw new Error(
          `The tap was answered with "${type}" instead of a stream of events; something between this browser and the backend changed the answer`,
        );
      }
    },
    onmessage: message => handle(message, handlers),
    // the default is to connect again for ever, which would start a new tap unseen
    onerror(error) {
      throw error;
    },
  });
}

function handle(message: EventSourceMessage, handlers: TapHandlers) {
  if (!message.data) {
    return;
  }
  const data: unknown = JSON.parse(message.data);
  switch (message.event) {
    case 'open':
      handlers.onOpen(data as TapOpen);
      break;
    case 'tap':
      handlers.onEvents(Array.isArray(data) ? data : [data as TapEvent]);
      break;
    case 'dropped':
      handlers.onDropped(data as TapDropped);
      break;
    case 'end':
      handlers.onEnd(data as TapEnd);
      break;
    default:
  }
}
