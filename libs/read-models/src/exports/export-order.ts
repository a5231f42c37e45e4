import type { ExportFilter } from '#domain';
import type { NoteSigner } from '#ledger';
import type { Reader } from '../page/reader.js';
import type { KeysOfPages } from './page-renderer.js';
import type { ExportThreads } from './render-threads.js';

/** What is asked for. */
export interface ExportOrder {
  readonly workspaceId: string;
  readonly filter: ExportFilter;
  readonly size: bigint;
  readonly since: bigint | null;
  /** The signed checkpoint of that size. */
  readonly checkpoint: string;
  readonly requestedBy: { readonly kind: string; readonly id: string };
}

export interface RenderParts {
  /** One short transaction that reads the workspace. */
  readonly read: <T>(work: (reader: Reader) => Promise<T>) => Promise<T>;
  readonly keys: KeysOfPages;
  readonly signer: NoteSigner;
  readonly signal?: AbortSignal;
  /** Entries read at once, 500 unless said; how far it came is noted after forty times as many. */
  readonly page?: number;
  /** Lets other threads read and render a large export; without it all is done in this one. */
  readonly threads?: ExportThreads | undefined;
  /** Told how far it is, now and then: entries rendered, and how many there are. */
  readonly onProgress?: (done: bigint, total: bigint) => void;
}
