import type { KeyObject } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { ExportFilter } from '#domain';
import type { KeyOf } from '#personal-data/opening';
import type { KeysOfPages, PageOrder, PageRenderer, RenderedPage } from './page-renderer.js';

/** Where other threads may be had for large exports. */
export interface ExportThreads {
  /** Where they read: each has a connection of its own, for as long as the export takes. */
  readonly connectionString: string;
  /** The file that calls `serveExport` when it is started as a thread. */
  readonly program: URL;
  /** As many as the machine has cores unless said, two at most. */
  readonly count?: number;
  /** Entries from which they are worth their start; 5,000 unless said. */
  readonly from?: number;
}

/** What a thread is told when it starts. */
export interface ThreadTask extends Pick<ExportThreads, 'connectionString'> {
  readonly workspaceId: string;
  readonly filter: ExportFilter;
  readonly gone: readonly string[];
}

/** What a thread is asked, each with a number that its answer bears. */
export type ToThread = { readonly asked: number } & (
  | { readonly what: 'page'; readonly from: bigint; readonly until: bigint; readonly spare: readonly ArrayBuffer[] }
  | KeysFound
);

/** The keys of the entries at hand, which the thread does not keep. */
export type KeysFound =
  | { readonly what: 'keys'; readonly keys: readonly (KeyObject | undefined)[] }
  | { readonly what: 'no keys'; readonly why: Failure };

export type FromThread = { readonly asked: number } & (
  | { readonly what: 'page'; readonly page: RenderedPage }
  | { readonly what: 'failure'; readonly why: Failure }
  | { readonly what: 'keys'; readonly subjects: readonly KeyOf[] }
);

export interface Failure {
  readonly name: string;
  readonly message: string;
}

/** A page could not be rendered; bears the name of what happened in the thread. */
export class PageFailed extends Error {
  constructor({ name, message }: Failure) {
    super(message);
    this.name = name;
  }
}

/** A thread ended that should not have. */
export class ExportThreadLost extends Error {
  override readonly name = 'ExportThreadLost';
}

/**
 * MiB. Left to itself, V8 lets garbage grow by hundreds of megabytes before it looks, whatever is in use. These bounds make the memory of an
 * export what it needs, in whatever process it runs; what is asked for at once is bounded in bytes and fits by far.
 */
const resourceLimits = { maxOldGenerationSizeMb: 48, maxYoungGenerationSizeMb: 18 };
/** More would wait for the one that hashes and writes, and each takes some 60 MB. */
const most = 2;

interface Answer {
  readonly resolve: (page: RenderedPage) => void;
  readonly reject: (error: unknown) => void;
}

/** Reads and renders pages in threads of their own; this one keeps the keys, writes and hashes. */
export class RenderThreads implements PageRenderer {
  readonly atOnce: number;
  private readonly workers: readonly Worker[];
  private readonly answers = new Map<number, Answer>();
  private readonly spare: ArrayBuffer[] = [];
  private asked = 0;
  private lost: ExportThreadLost | undefined;

  constructor(
    { program, connectionString, count = Math.min(availableParallelism(), most) }: ExportThreads,
    { workspaceId, filter, gone }: PageOrder,
    keys: KeysOfPages,
  ) {
    const workerData: ThreadTask = { connectionString, workspaceId, filter, gone: [...gone] };
    const lost = (error: unknown) => {
      this.lost ??= new ExportThreadLost(`a thread of an export ended: ${String(error)}`);
      for (const { reject } of this.answers.values()) reject(this.lost);
      this.answers.clear();
    };
    this.workers = Array.from({ length: count }, () => {
      const worker = new Worker(program, { workerData, resourceLimits, name: 'export' });
      worker.on('message', (said: FromThread) => {
        if (said.what === 'keys') void giveKeys(worker, keys, said.asked, said.subjects);
        else this.answered(said);
      });
      worker.on('error', lost);
      worker.on('exit', lost);
      return worker;
    });
    // Each renders one; of the others the leaves are read and the keys asked for.
    this.atOnce = 3 * count;
  }

  /** In turn: the pages are of one size. */
  render(from: bigint, until: bigint): Promise<RenderedPage> {
    if (this.lost !== undefined) return Promise.reject(this.lost);
    return new Promise((resolve, reject) => {
      this.asked += 1;
      this.answers.set(this.asked, { resolve, reject });
      const spare = this.spare.splice(-2);
      const worker = this.workers[this.asked % this.workers.length]!;
      worker.postMessage({ what: 'page', asked: this.asked, from, until, spare } satisfies ToThread, spare);
    });
  }

  /** The page's memory goes back to the threads: nothing is left to collect. */
  release({ jsonl, csv }: RenderedPage): void {
    this.spare.push(jsonl.buffer as ArrayBuffer, csv.buffer as ArrayBuffer);
  }

  async close(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.terminate()));
  }

  private answered(said: Exclude<FromThread, { readonly what: 'keys' }>): void {
    const answer = this.answers.get(said.asked);
    this.answers.delete(said.asked);
    if (said.what === 'page') answer?.resolve(said.page);
    else answer?.reject(new PageFailed(said.why));
  }
}

async function giveKeys(worker: Worker, keys: KeysOfPages, asked: number, subjects: readonly KeyOf[]): Promise<void> {
  const answer = await keys.findKeys(subjects).then(
    (found): ToThread => ({ what: 'keys', asked, keys: found }),
    (error: unknown): ToThread => ({ what: 'no keys', asked, why: failureOf(error) }),
  );
  worker.postMessage(answer);
}

export function failureOf(error: unknown): Failure {
  return error instanceof Error
    ? { name: error.name, message: error.message }
    : { name: 'Error', message: String(error) };
}
