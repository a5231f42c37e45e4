import type { FastifyInstance } from 'fastify';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** How long a request that is still being sent may take to come whole once the process is to stop, in milliseconds. */
const halfSentMs = 2_000;

/** How long a request that is being worked on may take then: longer than an append to a log that does not answer. */
const workingMs = 5_500;

interface Connection {
  asked: boolean;
  readonly answers: Set<ServerResponse>;
}

/**
 * Follows the connections of a server, for what Node leaves out: answers that stood behind others on a connection hear that it is gone,
 * and a server that closes waits for no connection but one whose request is whole, and not for long.
 */
export function followConnections(fastify: FastifyInstance, warn: (line: string) => void): void {
  const { server } = fastify;
  const open = new Map<Socket, Connection>();
  server.on('connection', (socket: Socket) => {
    const connection = { asked: false, answers: new Set<ServerResponse>() };
    open.set(socket, connection);
    socket.once('close', () => {
      open.delete(socket);
      connection.answers.forEach(tellThatItIsGone);
    });
  });
  server.on('request', ({ socket }: IncomingMessage, answer: ServerResponse) => {
    const connection = open.get(socket);
    if (connection === undefined) return;
    connection.asked = true;
    connection.answers.add(answer);
    answer.once('close', () => connection.answers.delete(answer));
  });

  fastify.addHook('preClose', (done) => {
    // Clients open some in advance; Node takes them for busy, and looks for slow ones no more.
    for (const [socket, { asked }] of open) if (!asked) socket.destroy();
    const halfSent = setTimeout(() => {
      for (const [socket, { answers }] of open) if (![...answers].some(({ req }) => req.complete)) socket.destroy();
    }, halfSentMs);
    const working = setTimeout(() => {
      if (open.size > 0)
        warn(`${open.size} connections were cut off: their requests took longer than the end may take.`);
      for (const socket of open.keys()) socket.destroy();
    }, workingMs);
    for (const timer of [halfSent, working]) server.once('close', () => clearTimeout(timer.unref()));
    done();
  });
}

/** Node tells only the answer whose turn it was: those behind it in a pipeline would hold what they hold for ever. */
function tellThatItIsGone(answer: ServerResponse): void {
  if (answer.socket !== null || answer.writableFinished) return;
  answer.destroy();
  answer.emit('close');
}
