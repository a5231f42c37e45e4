import type { EntityManager } from 'typeorm';
import type { Cursors } from './cursors.js';

/** What a query reads with: the transaction of `withWorkspace`, which shows one workspace only, and the key of the cursors. */
export interface Reader {
  readonly manager: EntityManager;
  readonly workspaceId: string;
  readonly cursors: Cursors;
}

export interface PageRequest {
  /** 1 … 200; 50 unless said. */
  readonly limit?: number;
  /** `next` (or `previous`) of an earlier page of the same query. */
  readonly cursor?: string;
}

/** A page of a list. `next` is `null` on the last one. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}
