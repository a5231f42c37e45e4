import { askOf } from '../ledger/checkpoint-queries.js';
import type { Reader } from '../page/reader.js';
import type { RenderParts } from './export-order.js';
import type { StoredLeaf } from './open-rows.js';

/** Pages read in one transaction: its beginning and end cost three round trips, and it must stay short. */
const pagesAtOnce = 4;
/** Pages that wait to be used, at most: more of them only live long enough to outlast the quick collections of garbage. */
const ahead = 2;

/**
 * The leaves [from, end), page by page. While one is used the next ones are on their way; nothing is asked for while `ahead` of them wait.
 * Transactions are short, since leaves only grow.
 */
export async function* storedLeaves(
  read: RenderParts['read'],
  from: bigint,
  end: bigint,
  page: number,
): AsyncGenerator<readonly StoredLeaf[]> {
  const waiting = new Waiting();
  const reading = readAll(read, from, end, page, waiting).then(
    () => waiting.finish(),
    (error: unknown) => waiting.finish(error),
  );
  try {
    for (let leaves = await waiting.take(); leaves !== undefined; leaves = await waiting.take()) yield leaves;
  } finally {
    // Whoever goes early must not leave a transaction open behind them.
    waiting.close();
    await reading;
  }
}

async function readAll(read: RenderParts['read'], from: bigint, end: bigint, page: number, waiting: Waiting) {
  const size = BigInt(page);
  for (let at = from; at < end && !waiting.closed;) {
    const begun = at;
    const last = least(begun + size * BigInt(pagesAtOnce), end);
    at = await read(async (reader) => {
      let next = begun;
      for (; next < last && !waiting.closed; next = least(next + size, last)) {
        const until = least(next + size, last);
        const found = await leavesOf(reader, next, until);
        if (BigInt(found.length) !== until - next)
          throw new Error(`the ledger has no leaf ${next + BigInt(found.length)}`);
        await waiting.put(found);
      }
      return next;
    });
  }
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function leavesOf(reader: Reader, from: bigint, end: bigint): Promise<StoredLeaf[]> {
  return askOf(reader)<StoredLeaf>(
    `select convert_from(leaf, 'utf8') as leaf, sealed::text as sealed from ledger.leaf
     where workspace_id = $1 and index >= $2 and index < $3 order by index`,
    [reader.workspaceId, String(from), String(end)],
  );
}

/** Pages between the one who reads and the one who uses them. */
class Waiting {
  closed = false;
  private readonly pages: StoredLeaf[][] = [];
  private failure: { readonly error: unknown } | undefined;
  private finished = false;
  private wake: () => void = () => {};

  /** Returns once there is room for another. */
  async put(page: StoredLeaf[]): Promise<void> {
    this.pages.push(page);
    this.wake();
    while (this.pages.length >= ahead && !this.closed) await this.change();
  }

  /** The next page; undefined after the last. What was read before a failure is given first. */
  async take(): Promise<StoredLeaf[] | undefined> {
    while (this.pages.length === 0 && !this.finished) await this.change();
    const page = this.pages.shift();
    this.wake();
    if (page === undefined && this.failure !== undefined) throw this.failure.error;
    return page;
  }

  finish(error?: unknown): void {
    this.finished = true;
    if (error !== undefined) this.failure = { error };
    this.wake();
  }

  close(): void {
    this.closed = true;
    this.wake();
  }

  /** One of the two sleeps at a time: each wakes the other. */
  private change(): Promise<void> {
    return new Promise((resolve) => (this.wake = resolve));
  }
}
