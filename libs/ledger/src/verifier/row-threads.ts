import { availableParallelism } from 'node:os';
import { Worker, parentPort } from 'node:worker_threads';
import { judgeRows, type JudgedRows, type RowBatch } from './judge-rows.js';
import type { RowJudge } from './row-stream.js';

/** More would wait for the one thread that hashes the file and puts the rows in order. */
const MOST = 8;

/** A thread ended that should not have: no file can be judged by that. */
export class ThreadLost extends Error {
  override readonly name = 'ThreadLost';
  readonly syscall = 'thread';
}

interface Answer {
  readonly resolve: (rows: JudgedRows) => void;
  readonly reject: (error: unknown) => void;
}

/** Judges rows in threads of their own. */
export class RowThreads implements RowJudge {
  readonly atOnce: number;
  private readonly threads: { readonly worker: Worker; readonly answers: Answer[] }[];
  private next = 0;
  private lost: ThreadLost | undefined;

  /** @param program a file that calls `serveRows` when it is started as a thread */
  constructor(program: URL, count = Math.min(availableParallelism(), MOST)) {
    this.atOnce = 2 * count;
    this.threads = Array.from({ length: count }, () => {
      const worker = new Worker(program);
      const answers: Answer[] = [];
      const lost = (error: unknown) => {
        this.lost ??= new ThreadLost(`a thread ended: ${String(error)}`);
        for (const { reject } of answers.splice(0)) reject(this.lost);
      };
      worker.on('message', (rows: JudgedRows) => answers.shift()!.resolve(rows));
      worker.on('error', lost);
      worker.on('exit', lost);
      return { worker, answers };
    });
  }

  /** In turn: the batches are of one size. */
  judge(batch: RowBatch): Promise<JudgedRows> {
    if (this.lost !== undefined) return Promise.reject(this.lost);
    const { worker, answers } = this.threads[this.next]!;
    this.next = (this.next + 1) % this.threads.length;
    return new Promise((resolve, reject) => {
      answers.push({ resolve, reject });
      worker.postMessage(batch, [batch.lines.buffer as ArrayBuffer]);
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.threads.map(({ worker }) => worker.terminate()));
  }
}

/** What such a thread does. */
export function serveRows(): void {
  parentPort!.on('message', (batch: RowBatch) => {
    const judged = judgeRows(batch);
    const csv = new Uint8Array(judged.csv);
    parentPort!.postMessage({ ...judged, csv }, [csv.buffer, judged.hashes.buffer as ArrayBuffer]);
  });
}
