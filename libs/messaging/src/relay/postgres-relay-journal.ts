import { setTimeout as pause } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import { beginning, PositionMoved, type Leadership, type ParkedStream, type RelayJournal } from './relay-journal.js';

/** Held by the connection of the one relay that leads; the number only has to be the same everywhere. */
const leaderLock = 7_095_141;

/** How often a follower asks whether it may lead. */
const askMs = 500;

/**
 * The journal in Postgres. The lead is an advisory lock, which ends with its connection; and should two ever believe they lead, the
 * compare-and-set of the position lets one of them through.
 *
 * @param pool connected as `handoff_projector`; one connection is kept while this process leads or waits
 * @param relay a name for each Kafka cluster that is published to
 */
export class PostgresRelayJournal implements RelayJournal {
  constructor(
    private readonly pool: Pool,
    private readonly relay = 'kafka',
  ) {}

  async lead(signal: AbortSignal, work: (leadership: Leadership) => Promise<void>): Promise<boolean> {
    const client = await this.pool.connect();
    const lost = new AbortController();
    let broken: Error | undefined;
    const onError = (error: Error) => {
      broken = error;
      lost.abort(error);
    };
    client.on('error', onError);
    try {
      // The server frees the lock of a leader that fell silent within half a minute (PostgreSQL 18, 19.3.2: TCP settings).
      await client.query('set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3');
      if (!(await this.takeLock(client, signal))) return false;
      await work(this.leadership(client, AbortSignal.any([signal, lost.signal])));
      return true;
    } finally {
      // The lock belongs to the connection and ends with it.
      client.off('error', onError);
      client.release(broken ?? true);
    }
  }

  private async takeLock(client: PoolClient, signal: AbortSignal): Promise<boolean> {
    while (!signal.aborted) {
      const { rows } = await client.query<{ led: boolean }>('select pg_try_advisory_lock($1) as led', [leaderLock]);
      if (rows[0]?.led) return true;
      await pause(askMs, undefined, { signal }).catch(() => undefined);
    }
    return false;
  }

  private leadership(client: PoolClient, signal: AbortSignal): Leadership {
    const { relay } = this;
    return {
      signal,
      read: async () => {
        await client.query('insert into messaging.relay (relay, position) values ($1, $2) on conflict do nothing', [
          relay,
          String(beginning),
        ]);
        const [at, parked] = [
          await client.query<{ position: string }>('select position from messaging.relay where relay = $1', [relay]),
          await listRelayParked(client, relay),
        ];
        return { position: BigInt(at.rows[0]!.position), parked };
      },
      advance: async (from, to, parked) => {
        // One statement is one transaction: the position moves with its parked streams, or neither.
        const { rowCount } = await client.query(
          `with moved as (
             update messaging.relay set position = $3, updated_at = clock_timestamp()
             where relay = $1 and position = $2 returning 1),
           parked as (
             insert into messaging.relay_parked (relay, stream, revision, event_type, problem)
             select $1, stream, revision, event_type, problem
             from unnest($4::text[], $5::bigint[], $6::text[], $7::text[]) as p (stream, revision, event_type, problem), moved
             on conflict do nothing)
           select 1 from moved`,
          [
            relay,
            String(from),
            String(to),
            parked.map(({ stream }) => stream),
            parked.map(({ revision }) => String(revision)),
            parked.map(({ eventType }) => eventType),
            parked.map(({ problem }) => problem),
          ],
        );
        if (rowCount !== 1) throw new PositionMoved(from);
      },
      unpark: async (stream) => {
        await client.query('delete from messaging.relay_parked where relay = $1 and stream = $2', [relay, stream]);
      },
    };
  }
}

/** Every stream the relay has stopped publishing. */
async function listRelayParked(client: PoolClient, relay: string): Promise<readonly ParkedStream[]> {
  const { rows } = await client.query<{ stream: string; revision: string; eventType: string; problem: string }>(
    `select stream, revision, event_type as "eventType", problem from messaging.relay_parked
     where relay = $1 order by parked_at, stream`,
    [relay],
  );
  return rows.map((row) => ({ ...row, revision: BigInt(row.revision) }));
}
