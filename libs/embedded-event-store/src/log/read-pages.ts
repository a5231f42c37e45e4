import { decodeFrame, positionOf } from '../wire/event-frame.js';
import type { EventLog } from './event-log.js';
import type { Direction, Storage } from './storage.js';
import { isMetastream, metastreamOf, type StreamHead } from './stream-head.js';
import { END_OF_TIME, isSoftDeleted, type StreamMetadata } from './stream-metadata.js';

/** Frames fetched at once, and how many pages are under way beside the one in use. The storage bounds a page's bytes. */
const PAGE = 1_024;
const PAGES_AHEAD = 2;
const TICKS_PER_MILLISECOND = 10_000n;

type ReadPage = (from: bigint, limit: number) => ReturnType<Storage['readAll']>;

/**
 * `$all` page by page: forwards from `from` on, backwards from `from` down, both inclusive, up to what is the end of
 * the log now, and at most `count` events.
 */
export function readAllPages(
  log: EventLog,
  direction: Direction,
  from: bigint,
  count: number,
): AsyncGenerator<readonly Buffer[]> {
  const last = log.last;
  const start = direction === 'forwards' ? (from < 1n ? 1n : from) : from > last ? last : from;
  return pages(
    (at, limit) => log.storage.readAll({ direction, from: at, limit }),
    positionOf,
    { direction, start, end: direction === 'forwards' ? last : 1n },
    count,
  );
}

/** What a reader of a stream finds. */
export type StreamView = { readonly kind: 'not-found' } | { readonly kind: 'tombstoned' } | VisibleStream;

export interface VisibleStream {
  readonly kind: 'found';
  /** The first visible revision; events before it are hidden by the metadata. */
  readonly first: bigint;
  readonly last: bigint;
  /** Events created before this are hidden too; ticks of 100 ns since the UNIX epoch. */
  readonly notBefore: bigint | undefined;
}

/** What there is to read of a stream now, by its metadata: `$maxCount`, `$maxAge` and `$tb` apply at reading. */
export async function viewStream(log: EventLog, stream: string): Promise<StreamView> {
  const [head, metadata] = await Promise.all([log.head(stream), metadataOf(log, stream)]);
  if (head.last === END_OF_TIME) return { kind: 'tombstoned' };
  if (head.last < 0n || isSoftDeleted(metadata)) return { kind: 'not-found' };
  return { kind: 'found', ...visible(head, metadata) };
}

/** A stream page by page within its view; `from` is inclusive. */
export function readStreamPages(
  log: EventLog,
  stream: string,
  view: VisibleStream,
  direction: Direction,
  from: bigint,
  count: number,
): AsyncGenerator<readonly Buffer[]> {
  const { first, last, notBefore } = view;
  const start = direction === 'forwards' ? (from < first ? first : from) : from > last ? last : from;
  const read: ReadPage = (at, limit) => log.storage.readStream(stream, { direction, from: at, limit });
  const span = { direction, start, end: direction === 'forwards' ? last : first };
  if (notBefore === undefined) return pages(read, revisionOf, span, count);
  return youngerThan(notBefore, pages(read, revisionOf, span, Number.MAX_SAFE_INTEGER), count);
}

async function metadataOf(log: EventLog, stream: string): Promise<StreamMetadata | undefined> {
  // Of a metadata stream only the last event counts: its own metadata is fixed (SystemMetadata.MetaStreamMetadata).
  if (isMetastream(stream)) return { raw: {}, maxCount: 1n };
  return (await log.head(metastreamOf(stream))).metadata;
}

function visible({ last }: StreamHead, metadata: StreamMetadata | undefined) {
  const truncated = metadata?.truncateBefore ?? 0n;
  const counted = metadata?.maxCount === undefined ? 0n : last + 1n - metadata.maxCount;
  const now = BigInt(Date.now()) * TICKS_PER_MILLISECOND;
  return {
    first: counted > truncated ? counted : truncated,
    last,
    notBefore: metadata?.maxAge === undefined ? undefined : now - metadata.maxAge,
  };
}

interface Span {
  readonly direction: Direction;
  readonly start: bigint;
  readonly end: bigint;
}

interface Page {
  readonly frames: readonly Buffer[];
  /** Where the page after it starts, and how many events the reader still wants then. */
  readonly next: bigint;
  readonly left: number;
}

/** Walks a gapless numbering; the next pages are on their way while the reader works on the one before. */
async function* pages(
  read: ReadPage,
  numberOf: (frame: Buffer) => bigint,
  { direction, start, end }: Span,
  count: number,
): AsyncGenerator<readonly Buffer[]> {
  const forwards = direction === 'forwards';
  const fetch = async (from: bigint, left: number): Promise<Page> => {
    const span = forwards ? end - from + 1n : from - end + 1n;
    if (span <= 0n || left <= 0) return { frames: [], next: from, left };
    const frames = await read(from, Math.min(left, PAGE, span > BigInt(PAGE) ? PAGE : Number(span)));
    const last = frames.at(-1);
    const next = last === undefined ? from : forwards ? numberOf(last) + 1n : numberOf(last) - 1n;
    return { frames, next, left: last === undefined ? 0 : left - frames.length };
  };
  const ahead: Promise<Page>[] = [];
  const fetchAhead = (page: Promise<Page>) => {
    // Awaited below, unless the reader leaves first: then nobody wants the page, nor its error.
    page.catch(() => undefined);
    ahead.push(page);
  };
  fetchAhead(fetch(start, count));
  for (let page = ahead.shift(); page; page = ahead.shift()) {
    let last = ahead.at(-1) ?? page;
    while (ahead.length < PAGES_AHEAD) {
      last = last.then(({ next, left }) => fetch(next, left));
      fetchAhead(last);
    }
    const { frames } = await page;
    if (frames.length === 0) return;
    yield frames;
  }
}

async function* youngerThan(
  notBefore: bigint,
  all: AsyncGenerator<readonly Buffer[]>,
  count: number,
): AsyncGenerator<readonly Buffer[]> {
  let left = count;
  for await (const page of all) {
    const young = page.filter((frame) => decodeFrame(frame).created >= notBefore).slice(0, left);
    if (young.length > 0) yield young;
    left -= young.length;
    if (left <= 0) return;
  }
}

const revisionOf = (frame: Buffer): bigint => decodeFrame(frame).revision;
