import pg from 'pg';
import { StorageUnavailable, type LogRecord, type Range, type Storage, type StoredHead } from '../log/storage.js';
import { migrate } from './migrations.js';
import { ANSWER_TIMEOUT_MS, connectWriter } from './writer-connection.js';

/** A page is cut when its frames together pass this, whatever its limit: it bounds what one reader holds in memory. */
const PAGE_BYTES = 2 * 1024 * 1024;
const READ_CONNECTIONS = 6;

/** SQLSTATE unique_violation. */
const UNIQUE_VIOLATION = '23505';

export interface PostgresStorageOptions {
  readonly url: string;
  /** How long to wait for another node to give up writing. */
  readonly waitForLockMs: number;
  /** Gives up waiting for it. */
  readonly signal?: AbortSignal | undefined;
  /** The connection that writes broke: this node is no longer the writer. */
  readonly onLost: (error: Error) => void;
  readonly log: (line: string) => void;
}

/** Opens the log in a database, in the schema `event_store`, which it creates. */
export async function openPostgresStorage(options: PostgresStorageOptions): Promise<Storage> {
  const writer = await connectWriter(options.url, options.waitForLockMs, options.onLost, options.signal);
  try {
    await migrate(writer);
    const { rows } = await writer.query<{ fsync: string }>('SHOW fsync');
    if (rows[0]?.fsync !== 'on')
      options.log('this PostgreSQL runs with fsync off: a power cut can lose acknowledged events');
  } catch (error) {
    await writer.end();
    throw error;
  }
  return new PostgresStorage(writer, readers(options), options.onLost);
}

function readers({ url, log }: PostgresStorageOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'event-store-reader',
    max: READ_CONNECTIONS,
    connectionTimeoutMillis: 10_000,
    statement_timeout: 30_000,
    query_timeout: 30_000 + ANSWER_TIMEOUT_MS,
    keepAlive: true,
  });
  // The pool replaces a broken idle connection by itself; a query that needs it reports its own error.
  pool.on('error', (error) => log(`a reading connection broke: ${error.message}`));
  return pool;
}

/** A page in one value: its frames one after the other, each after its length in four bytes. */
interface PageRow {
  readonly frames: Buffer | null;
}

/** Frames are cut at PAGE_BYTES by their stored size, before any of them is fetched. */
const page = (source: string, order: string) => `
  SELECT string_agg(int4send(octet_length(frame)) || frame, ''::bytea ORDER BY n ${order}) AS frames
  FROM (
    SELECT n, frame, sum(octet_length(frame)) OVER (ORDER BY n ${order} ROWS UNBOUNDED PRECEDING) - octet_length(frame) AS before
    FROM (${source}) AS wanted
  ) AS measured
  WHERE before < ${PAGE_BYTES}`;

const READ_ALL = {
  forwards: page('SELECT position AS n, frame FROM event_store.events WHERE position >= $1 ORDER BY 1 LIMIT $2', 'ASC'),
  backwards: page(
    'SELECT position AS n, frame FROM event_store.events WHERE position <= $1 ORDER BY 1 DESC LIMIT $2',
    'DESC',
  ),
};

const streamPage = (compare: string, order: string) =>
  page(
    `SELECT revision AS n, frame FROM event_store.events
     WHERE stream = $3 AND revision ${compare} $1 ORDER BY revision ${order} LIMIT $2`,
    order,
  );

const READ_STREAM = { forwards: streamPage('>=', 'ASC'), backwards: streamPage('<=', 'DESC') };

/** Only of metadata streams is the last event itself of interest. */
const HEADS = `
  SELECT head.revision AS last, CASE WHEN starts_with(wanted.stream, '$$') THEN head.frame END AS frame
  FROM unnest($1::text[]) WITH ORDINALITY AS wanted (stream, n)
  LEFT JOIN LATERAL (
    SELECT revision, frame FROM event_store.events
    WHERE stream = wanted.stream ORDER BY revision DESC LIMIT 1
  ) AS head ON true
  ORDER BY wanted.n`;

/** One statement is one transaction: all of the batch or none. Frames travel in one binary value, cut apart here. */
const APPEND = `
  INSERT INTO event_store.events (position, stream, revision, frame)
  SELECT $1::bigint + n - 1, stream, revision, substring($6::bytea FROM start FOR length)
  FROM unnest($2::text[], $3::bigint[], $4::int[], $5::int[]) WITH ORDINALITY
    AS event (stream, revision, start, length, n)`;

class PostgresStorage implements Storage {
  constructor(
    private readonly writer: pg.Client,
    private readonly readers: pg.Pool,
    private readonly onLost: (error: Error) => void,
  ) {}

  async lastPosition(): Promise<bigint> {
    const { rows } = await this.writer.query<{ last: string }>(
      'SELECT coalesce(max(position), 0) AS last FROM event_store.events',
    );
    return BigInt(rows[0]!.last);
  }

  async append(records: readonly LogRecord[]): Promise<void> {
    const first = records[0];
    if (!first) return;
    const starts: number[] = [];
    let start = 1; // Postgres counts bytes from 1.
    for (const { frame } of records) {
      starts.push(start);
      start += frame.length;
    }
    const query = {
      name: 'append',
      text: APPEND,
      query_timeout: ANSWER_TIMEOUT_MS,
      values: [
        first.position,
        records.map((record) => record.stream),
        records.map((record) => record.revision),
        starts,
        records.map((record) => record.frame.length),
        Buffer.concat(records.map((record) => record.frame)),
      ],
    };
    try {
      await this.writer.query(query);
    } catch (error) {
      if (!isRefusal(error)) this.onLost(error as Error);
      throw error;
    }
  }

  readAll({ direction, from, limit }: Range): Promise<Buffer[]> {
    return this.#page({ name: `all-${direction}`, text: READ_ALL[direction], values: [from, limit] });
  }

  readStream(stream: string, { direction, from, limit }: Range): Promise<Buffer[]> {
    return this.#page({ name: `stream-${direction}`, text: READ_STREAM[direction], values: [from, limit, stream] });
  }

  async heads(streams: readonly string[]): Promise<StoredHead[]> {
    const query = { name: 'heads', text: HEADS, values: [streams] };
    const rows = await this.#read<{ last: string | null; frame: Buffer | null }>(query);
    return rows.map(({ last, frame }) => ({
      last: last === null ? -1n : BigInt(last),
      ...(frame && { lastFrame: frame }),
    }));
  }

  async close(): Promise<void> {
    await this.readers.end();
    await this.writer.end();
  }

  async #read<Row extends pg.QueryResultRow>(query: pg.QueryConfig): Promise<Row[]> {
    try {
      return (await this.readers.query<Row>(query)).rows;
    } catch (error) {
      throw new StorageUnavailable(`The database does not answer: ${(error as Error).message}`, { cause: error });
    }
  }

  async #page(query: pg.QueryConfig): Promise<Buffer[]> {
    const rows = await this.#read<PageRow>(query);
    const bytes = rows[0]?.frames;
    if (!bytes) return [];
    const frames: Buffer[] = [];
    for (let at = 0; at < bytes.length;) {
      const end = at + 4 + bytes.readInt32BE(at);
      frames.push(bytes.subarray(at + 4, end));
      at = end;
    }
    return frames;
  }
}

/**
 * True when PostgreSQL itself has refused a statement: nothing of it is written, and the next may go well. Anything else
 * leaves the outcome open; and a position that is taken means that somebody else writes.
 */
function isRefusal(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code !== UNIQUE_VIOLATION;
}
