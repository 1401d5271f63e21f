import net from 'node:net';

function listens(port, host) {
  return new Promise(resolve => {
    const socket = net.connect({ port, host });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** Whether something answers on a port of this machine, over IPv4 or IPv6. */
export async function isPortUsed(port) {
  return (await listens(port, '127.0.0.1')) || (await listens(port, '::1'));
}

/** Ends with a message that names each port that is in use, and the way out. */
export async function requireFreePorts(uses) {
  const taken = [];
  for (const { port, use } of uses) {
    if (await isPortUsed(port)) {
      taken.push(
        `Port ${port}, which ${use} needs, is in use by another program.`,
      );
    }
  }
  if (taken.length > 0) {
    console.error(
      `${taken.join(
        '\n',
      )}\nEnd that program (perhaps another "npm start"), or see "Ports" in README.md for how to use other ports, and run this again.`,
    );
    process.exit(1);
  }
}

/** Waits until a server answers a request with success. */
export async function waitForAnswer(url) {
  for (;;) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) {
      return;
    }
    await new Promise(resolve => setTimeout(resolve, 1000));
  }
}
