import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import { TapMessage } from './TapMessage';
import { TapViewer } from './TapViewer';

/**
 * The subprotocol of our own clients: with it, messages that are no event come too. A browser sends its token as a second one,
 * as it can not send headers.
 */
export const TAP_SUBPROTOCOL = 'service-mesh.tap';

/** A ping at least this often; a peer that has not answered the last one is gone. */
const HEARTBEAT_MS = 15_000;

/** Readers send nothing: a longer message ends the connection. */
const MAX_RECEIVED_BYTES = 1024;

/** Longest reason of a close frame, in bytes. */
const MAX_REASON_BYTES = 123;

/** How long a peer may take to answer the closing. */
const CLOSE_TIMEOUT_MS = 1_000;

const CLOSE_CODES = { normal: 1000, goingAway: 1001 };

const REQUEST_START = 'http.server.request.start';
const CONNECTION = 'net.server.socket';

/** The bytes that came after an upgrade request, by request. */
const heads = new WeakMap<IncomingMessage, Buffer>();

/** Whether a request wants to become a WebSocket. */
export function isWebSocketUpgrade(request: IncomingMessage): boolean {
  return request.headers.upgrade?.toLowerCase() === 'websocket';
}

/** Where the server looks for a token; a browser can send it as a subprotocol only. */
function moveToken(request: IncomingMessage): void {
  const [protocol, token] = (request.headers['sec-websocket-protocol'] ?? '')
    .split(',')
    .map(offered => offered.trim());
  if (protocol === TAP_SUBPROTOCOL && token) {
    request.headers.authorization ??= `Bearer ${token}`;
  }
}

/**
 * Lets upgrade requests reach the routes of this plugin, whatever other plugins do.
 *
 * Node.js hands an upgrade request to the ordinary routes as long as nobody listens for `upgrade`, and to those who listen alone
 * afterwards. So nothing is done before another plugin listens: to be first would keep the requests of plugins that work
 * through their routes from them. From then on requests for our own paths are given to the routes by hand; others are
 * not touched.
 *
 * @returns ends it
 */
export function routeUpgrades(
  claims: (request: IncomingMessage) => boolean,
): () => void {
  const servers = new Map<Server, () => void>();
  const isClaimed = (request: IncomingMessage) =>
    isWebSocketUpgrade(request) && claims(request);

  const watch = (server: Server) => {
    if (servers.has(server)) {
      return;
    }
    const onUpgrade = (
      request: IncomingMessage,
      socket: Duplex,
      head: Buffer,
    ) => {
      if (isClaimed(request)) {
        heads.set(request, head);
        moveToken(request);
        giveToRoutes(server, request, socket);
      }
    };
    const listen = () => {
      if (!server.listeners('upgrade').includes(onUpgrade)) {
        server.on('upgrade', onUpgrade);
      }
    };
    const onNewListener = (event: string, listener: unknown) => {
      if (event === 'upgrade' && listener !== onUpgrade) {
        listen();
      }
    };
    server.on('newListener', onNewListener);
    if (server.listenerCount('upgrade') > 0) {
      listen();
    }
    servers.set(server, () => {
      server.off('newListener', onNewListener);
      server.off('upgrade', onUpgrade);
    });
  };

  const onRequest = (message: unknown) => {
    const { server, request } = message as {
      server: Server;
      request: IncomingMessage;
    };
    watch(server);
    if (isClaimed(request)) {
      moveToken(request);
    }
  };
  // The first request of all may be an upgrade, which starts no request where somebody listens for it.
  const onConnection = (message: unknown) => {
    const { server } = (message as { socket: { server?: unknown } }).socket;
    if (server instanceof Server) {
      watch(server);
    }
  };
  subscribe(REQUEST_START, onRequest);
  subscribe(CONNECTION, onConnection);
  return () => {
    unsubscribe(REQUEST_START, onRequest);
    unsubscribe(CONNECTION, onConnection);
    servers.forEach(stop => stop());
  };
}

/** With everything that the server does around routes: authentication, rate limits, errors, logs. */
function giveToRoutes(
  server: Server,
  request: IncomingMessage,
  socket: Duplex,
): void {
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(request.socket);
  // Only where the routes answer by themselves, with an error. A client that does not end its half must not keep the connection.
  response.on('finish', () => request.socket.destroySoon());
  socket.on('error', () => socket.destroy());
  socket.on('close', () => response.emit('close'));
  server.emit('request', request, response);
}

/** Makes WebSockets of upgrade requests that came to a route. */
export class TapSockets {
  readonly #server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: MAX_RECEIVED_BYTES,
    handleProtocols: offered =>
      offered.has(TAP_SUBPROTOCOL) ? TAP_SUBPROTOCOL : false,
  });

  /** Completes the handshake and sends a viewer's messages until either side ends it; nothing where the client has left. */
  async send(
    request: IncomingMessage,
    response: ServerResponse,
    viewer: TapViewer,
  ): Promise<void> {
    const socket = await this.#accept(request, response);
    if (socket) {
      await sendMessages(socket, viewer);
    } else {
      viewer.close();
    }
  }

  async #accept(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<WebSocket | undefined> {
    const { socket } = request;
    if (socket.destroyed) {
      // The handshake of `ws` would never come back, and `close` does not come again.
      return undefined;
    }
    const head = heads.get(request) ?? Buffer.alloc(0);
    // Without this the HTTP parser would go on to read what are frames now.
    socket.removeAllListeners('data');
    socket.removeAllListeners('end');
    response.detachSocket(socket);
    return new Promise(resolve => {
      socket.once('close', () => resolve(undefined));
      this.#server.handleUpgrade(request, socket, head, resolve);
    });
  }
}

async function sendMessages(
  socket: WebSocket,
  viewer: TapViewer,
): Promise<void> {
  let alive = true;
  socket.on('pong', () => {
    alive = true;
  });
  socket.on('error', () => socket.terminate());
  socket.on('close', () => viewer.close());
  // A peer that takes nothing, or does not answer the closing, must not keep the connection open.
  const terminateSoon = () => {
    setTimeout(() => socket.terminate(), CLOSE_TIMEOUT_MS).unref();
  };
  viewer.closed.addEventListener('abort', terminateSoon, { once: true });
  if (viewer.closed.aborted) {
    terminateSoon();
  }
  const heartbeat = setInterval(() => {
    if (!alive) {
      socket.terminate();
    }
    alive = false;
    socket.ping();
  }, HEARTBEAT_MS);
  try {
    for (;;) {
      const message = await viewer.next(HEARTBEAT_MS);
      if (!message) {
        break;
      }
      if (message !== 'idle') {
        await sendMessage(socket, message);
      }
    }
  } finally {
    clearInterval(heartbeat);
    socket.close(CLOSE_CODES.normal);
    viewer.close();
  }
}

/** Waits until the message is on its way, so that a slow reader fills the viewer's bounded buffer and no other. */
async function sendMessage(
  socket: WebSocket,
  message: TapMessage,
): Promise<void> {
  if (message.type === 'tap') {
    await sendText(socket, JSON.stringify(message.data));
    return;
  }
  if (socket.protocol === TAP_SUBPROTOCOL) {
    await sendText(socket, JSON.stringify({ [message.type]: message.data }));
  }
  if (message.type === 'end') {
    const { reason, message: text } = message.data;
    socket.close(
      reason === 'shutdown' ? CLOSE_CODES.goingAway : CLOSE_CODES.normal,
      cutToBytes(text, MAX_REASON_BYTES),
    );
  }
}

function sendText(socket: WebSocket, text: string): Promise<void> {
  return new Promise(resolve => {
    // An error here means that the socket closes, which ends the loop.
    socket.send(text, () => resolve());
  });
}

function cutToBytes(text: string, maxBytes: number): string {
  let cut = text;
  while (Buffer.byteLength(cut) > maxBytes) {
    cut = cut.slice(0, -1);
  }
  return cut;
}
