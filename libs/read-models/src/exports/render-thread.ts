import type { KeyObject } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { ExportFilter } from '#domain';
import type { KeyOf } from '#personal-data/opening';
import type { KeysOfPages, PageOrder, PageRenderer, RenderedPage } from './page-renderer.js';

/** Where another thread may be had for large exports. */
export interface ExportThread {
  /** Where it reads: it has a connection of its own, for as long as the export takes. */
  readonly connectionString: string;
  /** The file that calls `serveExport` when it is started as a thread. */
  readonly program: URL;
  /** Entries from which it is worth its start; 5,000 unless said. */
  readonly from?: number;
}

/** What a thread is told when it starts. */
export interface ThreadTask extends Pick<ExportThread, 'connectionString'> {
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
const resourceLimits = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 24 };

interface Answer {
  readonly resolve: (page: RenderedPage) => void;
  readonly reject: (error: unknown) => void;
}

/** Reads and renders pages in a thread of its own; this one keeps the keys, writes and hashes. */
export class RenderThread implements PageRenderer {
  /** One is rendered; of the others the leaves are read and the keys asked for. */
  readonly atOnce = 4;
  private readonly worker: Worker;
  private readonly answers = new Map<number, Answer>();
  private asked = 0;
  private readonly spare: ArrayBuffer[] = [];
  private lost: ExportThreadLost | undefined;

  constructor(
    { program, connectionString }: ExportThread,
    { workspaceId, filter, gone }: PageOrder,
    keys: KeysOfPages,
  ) {
    const workerData: ThreadTask = { connectionString, workspaceId, filter, gone: [...gone] };
    this.worker = new Worker(program, { workerData, resourceLimits, name: 'export' });
    this.worker.on('message', (said: FromThread) => {
      if (said.what === 'keys') void this.giveKeys(keys, said.asked, said.subjects);
      else this.answered(said);
    });
    const lost = (error: unknown) => {
      this.lost ??= new ExportThreadLost(`the thread of an export ended: ${String(error)}`);
      for (const { reject } of this.answers.values()) reject(this.lost);
      this.answers.clear();
    };
    this.worker.on('error', lost);
    this.worker.on('exit', lost);
  }

  render(from: bigint, until: bigint): Promise<RenderedPage> {
    if (this.lost !== undefined) return Promise.reject(this.lost);
    return new Promise((resolve, reject) => {
      this.asked += 1;
      this.answers.set(this.asked, { resolve, reject });
      const spare = this.spare.splice(-2);
      this.say({ what: 'page', asked: this.asked, from, until, spare }, spare);
    });
  }

  /** The page's memory goes back to the thread: nothing is left to collect. */
  release({ jsonl, csv }: RenderedPage): void {
    this.spare.push(jsonl.buffer as ArrayBuffer, csv.buffer as ArrayBuffer);
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }

  private answered(said: Exclude<FromThread, { readonly what: 'keys' }>): void {
    const answer = this.answers.get(said.asked);
    this.answers.delete(said.asked);
    if (said.what === 'page') answer?.resolve(said.page);
    else answer?.reject(new PageFailed(said.why));
  }

  private async giveKeys(keys: KeysOfPages, asked: number, subjects: readonly KeyOf[]): Promise<void> {
    const answer = await keys.findKeys(subjects).then(
      (found): ToThread => ({ what: 'keys', asked, keys: found }),
      (error: unknown): ToThread => ({ what: 'no keys', asked, why: failureOf(error) }),
    );
    this.say(answer);
  }

  private say(said: ToThread, transfer: ArrayBuffer[] = []): void {
    this.worker.postMessage(said, transfer);
  }
}

export function failureOf(error: unknown): Failure {
  return error instanceof Error
    ? { name: error.name, message: error.message }
    : { name: 'Error', message: String(error) };
}
