import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** Requests that go out at a steady pace, whatever becomes of those before: what waits in a queue is measured, too. */
export interface Paced {
  readonly port: number;
  readonly perSecond: number;
  readonly seconds: number;
  /** Kept connections, taken in turn; on each, answers come in the order of the requests. */
  readonly connections: number;
  readonly requests: readonly string[];
  /** The address of this machine that they come from; another than the product's own, so that they share no limit. */
  readonly from?: string;
}

export interface PacedResult {
  readonly sent: number;
  readonly byStatus: Readonly<Record<string, number>>;
  /** Milliseconds from the moment a request was due to the end of its answer, sorted. */
  readonly latencies: readonly number[];
}

const tickMs = 5;

export async function sendPaced(load: Paced): Promise<PacedResult> {
  const byStatus: Record<string, number> = {};
  const latencies: number[] = [];
  const lanes = Array.from({ length: load.connections }, () =>
    lane(load, (status, ms) => {
      byStatus[status] = (byStatus[status] ?? 0) + 1;
      latencies.push(ms);
    }),
  );
  const started = performance.now();
  const total = Math.round(load.perSecond * load.seconds);
  let sent = 0;
  while (sent < total) {
    const due = Math.min(total, Math.ceil(((performance.now() - started) / 1_000) * load.perSecond));
    for (; sent < due; sent += 1)
      lanes[sent % lanes.length]!.send(
        load.requests[sent % load.requests.length]!.replaceAll('#########', String(Date.now() * 1_000 + sent)),
        started + (sent / load.perSecond) * 1_000,
      );
    await pause(tickMs);
  }
  for (const end = performance.now() + 10_000; latencies.length < sent && performance.now() < end;) await pause(tickMs);
  for (const one of lanes) one.close();
  return { sent, byStatus, latencies: latencies.sort((a, b) => a - b) };
}

/** One connection: answers are read by their length, which all of ours say. */
function lane({ port, from: localAddress = '127.0.0.1' }: Paced, answered: (status: string, ms: number) => void) {
  const socket = connect({ port, host: '127.0.0.1', localAddress }).setNoDelay(true);
  const waiting: number[] = [];
  let text = '';
  socket.on('error', () => undefined);
  socket.setEncoding('latin1').on('data', (data: string) => {
    text += data;
    for (;;) {
      const head = text.indexOf('\r\n\r\n');
      const length = head < 0 ? undefined : /\r\ncontent-length: (\d+)/i.exec(text.slice(0, head))?.[1];
      if (length === undefined || text.length < head + 4 + Number(length)) return;
      answered(text.slice(9, 12), performance.now() - waiting.shift()!);
      text = text.slice(head + 4 + Number(length));
    }
  });
  return {
    send(request: string, due: number) {
      waiting.push(due);
      socket.write(request);
    },
    close: () => void socket.destroy(),
  };
}
