import pg from 'pg';

/** Key of the advisory lock, per database: 'ESDB' in ASCII. Whoever holds it is the one writer. */
const WRITER_LOCK = 0x45534442;

/** SQLSTATE lock_not_available: the lock timeout passed. */
const LOCK_NOT_AVAILABLE = '55P03';

/** PostgreSQL gives up a commit that takes longer than this, and nothing of it is written. */
const WRITE_TIMEOUT_MS = 10_000;

/** An answer that has not come by then does not come any more: the way to the database is broken without a sign. */
export const ANSWER_TIMEOUT_MS = 15_000;

/** How often the connection is tried while nobody writes: a broken one is noticed within 30 s, writing or not. */
const HEARTBEAT_MS = 10_000;

/** Another node writes to this database. */
export class WriterLockTaken extends Error {
  constructor() {
    super('Another event store node is writing to this database: stop it first, or start this one as a standby.');
  }
}

/**
 * The connection that writes. It holds the lock itself, so the lock cannot be lost and writing go on: both end with the
 * connection. A node that dies, dies with its connections, and the next one gets the lock at once.
 *
 * @param waitForLockMs how long to wait for another node to go; 0 tries once, Infinity waits for good
 * @param onLost told once when the connection breaks although nobody ended it
 * @param signal gives up waiting for the lock; the promise rejects with its reason
 * @throws WriterLockTaken when the time has passed
 */
export async function connectWriter(
  url: string,
  waitForLockMs: number,
  onLost: (error: Error) => void,
  signal?: AbortSignal,
): Promise<pg.Client> {
  signal?.throwIfAborted();
  const client = new pg.Client({
    connectionString: url,
    application_name: 'event-store-writer',
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
  });
  await client.connect();
  const giveUp = () => void client.end();
  signal?.addEventListener('abort', giveUp);
  try {
    // A node whose machine vanished without closing its connection must not hold the lock for hours.
    await client.query('SET tcp_keepalives_idle = 1; SET tcp_keepalives_interval = 1; SET tcp_keepalives_count = 3');
    await takeLock(client, waitForLockMs);
    await client.query(`SET statement_timeout = ${WRITE_TIMEOUT_MS}; SET synchronous_commit = on`);
  } catch (error) {
    await client.end();
    throw signal?.aborted ? signal.reason : error;
  } finally {
    signal?.removeEventListener('abort', giveUp);
  }
  watch(client, onLost);
  return client;
}

/** Reports once that the connection is lost, whether it broke with a sign or without. */
function watch(client: pg.Client, onLost: (error: Error) => void): void {
  let ended = false;
  const lost = (error: Error) => {
    if (!ended) onLost(error);
    ended = true;
    clearInterval(heartbeat);
  };
  const beat = { text: 'SELECT 1', query_timeout: ANSWER_TIMEOUT_MS };
  const heartbeat = setInterval(() => void client.query(beat).catch(lost), HEARTBEAT_MS).unref();
  client.on('error', lost);
  client.on('end', () => {
    ended = true;
    clearInterval(heartbeat);
  });
}

async function takeLock(client: pg.Client, waitMs: number): Promise<void> {
  if (waitMs <= 0) {
    const { rows } = await client.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1) AS taken', [WRITER_LOCK]);
    if (!rows[0]?.taken) throw new WriterLockTaken();
    return;
  }
  // 0 is Postgres's word for no timeout.
  await client.query(`SET lock_timeout = ${Number.isFinite(waitMs) ? Math.ceil(waitMs) : 0}`);
  try {
    await client.query('SELECT pg_advisory_lock($1)', [WRITER_LOCK]);
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === LOCK_NOT_AVAILABLE) throw new WriterLockTaken();
    throw error;
  }
  await client.query('SET lock_timeout = 0');
}
