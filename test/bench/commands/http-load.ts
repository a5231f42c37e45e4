import { connect, type Socket } from 'node:net';

/*
 * The load generator: a process of its own, and cheap, since it shares the machine with what it measures. Plain sockets that are
 * kept, one request in flight on each; requests are written as text that was made beforehand.
 */

/** What to send: `#########` in path or body becomes the number of the request, so that every one is another command. */
export interface Load {
  readonly port: number;
  readonly inFlight: number;
  readonly requests: readonly { readonly path: string; readonly body: string; readonly token: string }[];
  /** For so many milliseconds round and round, or every request once. */
  readonly milliseconds?: number;
  /** The first number, so that two loads never send the same command. */
  readonly from: number;
}

export interface LoadResult {
  readonly sent: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** What was answered other than 200, by status. */
  readonly refused: Readonly<Record<string, number>>;
}

const numberMark = /#########/g;

function prepare({ requests }: Load): ((n: number) => string)[] {
  return requests.map(({ path, body, token }) => {
    const length = Buffer.byteLength(body);
    const headers =
      `Host: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${length}\r\nIdempotency-Key: load-#########\r\n`;
    const parts = `POST ${path} HTTP/1.1\r\n${headers}\r\n${body}`.split(numberMark);
    return (n) => parts.join(String(n).padStart(9, '0'));
  });
}

/** Sends a request on a socket and resolves with the status, once the answer was read to its end. */
function exchange(socket: Socket, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const onData = (data: Buffer) => {
      answer += data.toString('latin1');
      const head = answer.indexOf('\r\n\r\n');
      if (head < 0) return;
      const length = /\r\ncontent-length: (\d+)/i.exec(answer)?.[1];
      if (length === undefined || answer.length < head + 4 + Number(length)) return;
      socket.off('data', onData).off('error', reject);
      resolve(answer.slice(9, 12));
    };
    socket.on('data', onData).once('error', reject);
    socket.write(request);
  });
}

async function run(load: Load): Promise<LoadResult> {
  const requests = prepare(load);
  const sockets = Array.from({ length: load.inFlight }, () => connect(load.port, '127.0.0.1').setNoDelay(true));
  const latencies: number[] = [];
  const refused: Record<string, number> = {};
  const started = performance.now();
  const end = load.milliseconds === undefined ? Infinity : started + load.milliseconds;
  const last = load.milliseconds === undefined ? requests.length : Infinity;
  let next = 0;
  await Promise.all(
    sockets.map(async (socket) => {
      while (next < last && performance.now() < end) {
        const n = next++;
        const at = performance.now();
        const status = await exchange(socket, requests[n % requests.length]!(load.from + n));
        latencies.push(performance.now() - at);
        if (status !== '200') refused[status] = (refused[status] ?? 0) + 1;
      }
    }),
  );
  const seconds = (performance.now() - started) / 1_000;
  for (const socket of sockets) socket.destroy();
  latencies.sort((a, b) => a - b);
  const quantile = (q: number) => latencies[Math.floor(latencies.length * q)] ?? NaN;
  return { sent: next, perSecond: next / seconds, p50: quantile(0.5), p99: quantile(0.99), refused };
}

process.on('message', (load: Load) => {
  run(load).then(
    (result) => process.send!({ result }),
    (error: unknown) => process.send!({ error: String(error) }),
  );
});
process.on('disconnect', () => process.exit());
