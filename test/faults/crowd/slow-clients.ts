import { connect, type Socket } from 'node:net';

/** Connections that mean no good, for as long as they are let; `stop` ends them and tells how many the server had ended before. */
export interface Crowd {
  stop(): { readonly opened: number; readonly endedByServer: number };
}

/** Connections on which nothing is ever asked. */
export function idleConnections(port: number, count: number): Promise<Crowd> {
  return crowd(port, count, () => undefined);
}

/** Requests whose headers never end: a byte more every second. */
export function slowHeaders(port: number, count: number): Promise<Crowd> {
  return crowd(port, count, (socket) => {
    socket.write('GET /v1/queue HTTP/1.1\r\nhost: 127.0.0.1\r\nx-slow: ');
    return setInterval(() => socket.write('a'), 1_000);
  });
}

/** Requests whose bodies never end. */
export function slowBodies(port: number, count: number, token: string): Promise<Crowd> {
  return crowd(port, count, (socket) => {
    socket.write(
      'POST /v1/channels/web/messages HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n' +
        `authorization: Bearer ${token}\r\ncontent-length: 200000\r\n\r\n{"text":"`,
    );
    return setInterval(() => socket.write('a'), 1_000);
  });
}

async function crowd(
  port: number,
  count: number,
  begin: (socket: Socket) => NodeJS.Timeout | undefined,
): Promise<Crowd> {
  const timers = new Set<NodeJS.Timeout>();
  const open = new Set<Socket>();
  const connected = Array.from({ length: count }, () => {
    const socket = connect(port, '127.0.0.1');
    open.add(socket);
    socket.on('error', () => undefined).resume();
    return new Promise<void>((resolve) => {
      socket.once('connect', () => {
        const timer = begin(socket);
        if (timer !== undefined) timers.add(timer);
        socket.once('close', () => {
          clearInterval(timer);
          open.delete(socket);
        });
        resolve();
      });
    });
  });
  await Promise.all(connected);
  return {
    stop() {
      const endedByServer = count - open.size;
      for (const timer of timers) clearInterval(timer);
      for (const socket of open) socket.destroy();
      return { opened: count, endedByServer };
    },
  };
}
