import type { FastifyReply } from 'fastify';
import { securityHeaders } from '#edge';
import type { Sent } from './chat-feed.js';

const eventStream = 'text/event-stream; charset=utf-8';

/**
 * Answers with server-sent events (WHATWG HTML, section 9.2) until the client goes or the process stops. A client that reads too
 * slowly is waited for, so that nothing piles up here.
 */
export async function streamEvents(
  reply: FastifyReply,
  stopping: AbortSignal,
  source: (signal: AbortSignal) => AsyncGenerator<Sent | undefined>,
): Promise<void> {
  // Who asks for the head only would never hear the end of it.
  if (reply.request.method === 'HEAD') return void reply.header('content-type', eventStream).send();
  const gone = new AbortController();
  const signal = AbortSignal.any([gone.signal, stopping]);
  const { raw } = reply;
  raw.once('close', () => gone.abort());
  const events = source(signal);
  // What can be refused is refused before anything is sent.
  const first = await events.next();
  reply.hijack();
  raw.writeHead(200, {
    ...securityHeaders,
    'content-type': eventStream,
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    connection: 'keep-alive',
  });
  try {
    for (let next = first; next.done !== true && !signal.aborted; next = await events.next()) {
      if (raw.write(textOf(next.value))) continue;
      await new Promise<void>((resolve) => {
        const done = () => {
          raw.off('drain', done);
          signal.removeEventListener('abort', done);
          resolve();
        };
        raw.once('drain', done);
        signal.addEventListener('abort', done, { once: true });
      });
    }
  } finally {
    // The page connects again by itself and goes on after the last thing it has.
    raw.end();
    await events.return(undefined);
  }
}

/** JSON holds no line break, so every event is one `data` line. */
function textOf(sent: Sent | undefined): string {
  if (sent === undefined) return ':\n\n';
  const { event, data, id } = sent;
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
