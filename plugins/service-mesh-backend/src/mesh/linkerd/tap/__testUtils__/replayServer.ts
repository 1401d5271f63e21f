import { AddressInfo, createServer, Socket } from 'node:net';

/** Answers each connection with the same recorded bytes, whatever is asked. */
export interface ReplayServer {
  url: string;
  /** What was sent by the client: heads and bodies, as one text per connection. */
  received: Buffer[];
  /** Sockets that are still open. */
  open(): number;
  close(): Promise<void>;
}

/**
 * Serves recorded bytes on a real socket, cut into pieces of `pieceBytes`. At their end the connection is cut, as recorded
 * streams were; with `hold` it stays open. An empty answer stays silent.
 */
export async function startReplayServer(
  answer: Buffer,
  options: { pieceBytes: number; hold?: boolean },
): Promise<ReplayServer> {
  const sockets = new Set<Socket>();
  const received: Buffer[] = [];
  const server = createServer(socket => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    const index = received.push(Buffer.alloc(0)) - 1;
    let answered = false;
    socket.on('data', data => {
      received[index] = Buffer.concat([received[index], data]);
      if (!answered && answer.length > 0) {
        answered = true;
        send(socket, answer, options);
      }
    });
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    open: () => sockets.size,
    close: async () => {
      sockets.forEach(socket => socket.destroy());
      await new Promise(resolve => {
        server.close(resolve);
      });
    },
  };
}

async function send(
  socket: Socket,
  answer: Buffer,
  { pieceBytes, hold }: { pieceBytes: number; hold?: boolean },
): Promise<void> {
  socket.setNoDelay(true);
  for (let at = 0; at < answer.length && !socket.destroyed; at += pieceBytes) {
    const flushed = socket.write(answer.subarray(at, at + pieceBytes));
    await new Promise(resolve => {
      if (flushed) {
        setImmediate(resolve);
      } else {
        socket.once('drain', resolve).once('close', resolve);
      }
    });
  }
  if (!hold) {
    socket.end();
  }
}
