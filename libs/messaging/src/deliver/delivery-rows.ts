import type { Pool } from 'pg';

/** A delivery in the hands of a worker. */
export interface Delivery {
  /** Its place in the order. */
  readonly place: bigint;
  readonly id: string;
  readonly workspaceId: string;
  readonly lane: string;
  readonly target: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** How often the outside was tried before. */
  readonly attempts: number;
  readonly createdAt: Date;
  /** Set when it went out and only its recording is missing. */
  readonly outcome: Final | null;
}

/** How it ended for good. */
export interface Final {
  readonly state: 'sent' | 'failed';
  /** A stable word: what the outside said. */
  readonly code: string;
  readonly facts?: Readonly<Record<string, unknown>>;
}

interface Row extends Omit<Delivery, 'place'> {
  readonly place: string;
}

/** Whose deliveries are left where they are. */
export interface Busy {
  readonly targets: readonly string[];
  readonly workspaces: readonly string[];
}

/**
 * Leases the first waiting delivery of each lane that is due, except of who is busy. Whoever leases must renew in time; a lease that
 * ran out is anybody's.
 */
export async function lease(
  pool: Pool,
  by: { readonly work: string; readonly owner: string; readonly leaseMs: number; readonly busy: Busy },
  limit: number,
): Promise<Delivery[]> {
  const { rows } = await pool.query<Row>(
    `update messaging.delivery set leased_by = $2, leased_until = clock_timestamp() + make_interval(secs => $3)
     where id in (
       select d.id from messaging.delivery d
       where d.work = $1 and d.state = 'waiting' and d.due_at <= clock_timestamp()
         and d.target <> all($5) and d.workspace_id <> all($6::uuid[])
         and (d.leased_until is null or d.leased_until < clock_timestamp())
         and not exists (select from messaging.delivery e
           where e.work = d.work and e.lane = d.lane and e.state = 'waiting' and e.id < d.id)
       order by d.due_at, d.id limit $4 for update skip locked)
     returning id as place, delivery_id as id, workspace_id as "workspaceId", lane, target, payload, attempts,
       created_at as "createdAt", outcome`,
    [by.work, by.owner, by.leaseMs / 1_000, limit, by.busy.targets, by.busy.workspaces],
  );
  return rows.map((row) => ({ ...row, place: BigInt(row.place) })).sort((a, b) => (a.place < b.place ? -1 : 1));
}

/** Keeps what this worker has in hand. */
export async function renew(pool: Pool, owner: string, leaseMs: number): Promise<void> {
  await pool.query(
    `update messaging.delivery set leased_until = clock_timestamp() + make_interval(secs => $2)
     where leased_by = $1 and state = 'waiting'`,
    [owner, leaseMs / 1_000],
  );
}

/** It is out, or given up; what remains is to record that. */
export async function keepOutcome(pool: Pool, place: bigint, outcome: Final): Promise<void> {
  await pool.query(
    `update messaging.delivery set outcome = $2, code = $3, attempts = attempts + 1, attempted_at = clock_timestamp()
     where id = $1`,
    [String(place), JSON.stringify(outcome), outcome.code],
  );
}

export async function finish(pool: Pool, place: bigint, { state, code }: Final): Promise<void> {
  await pool.query(
    `update messaging.delivery set state = $2, code = $3, leased_by = null, leased_until = null,
       finished_at = clock_timestamp() where id = $1`,
    [String(place), state, code],
  );
}

/** Gives it back, to be tried again after a while, unless somebody else has it by now. @param counts whether the outside was tried */
export async function postpone(
  pool: Pool,
  owner: string,
  place: bigint,
  { code, afterMs, counts }: { readonly code: string; readonly afterMs: number; readonly counts: boolean },
): Promise<void> {
  await pool.query(
    `update messaging.delivery set leased_by = null, leased_until = null, code = $2,
       due_at = clock_timestamp() + make_interval(secs => $3), attempts = attempts + $4::integer,
       attempted_at = case when $4 = 1 then clock_timestamp() else attempted_at end
     where id = $1 and leased_by = $5`,
    [String(place), code, afterMs / 1_000, counts ? 1 : 0, owner],
  );
}

/** Forgets what was dealt with long ago. */
export async function pruneDeliveries(pool: Pool, work: string, keepDays: number): Promise<void> {
  await pool.query(
    `delete from messaging.delivery where work = $1 and state <> 'waiting'
       and finished_at < now() - make_interval(days => $2)`,
    [work, keepDays],
  );
}
