import type { ClientBase, Pool } from 'pg';
import type { Rows } from '../connectors/connectors.js';

/** Workers listen here for new deliveries; what is said is the name of the work. */
export const deliveryChannel = 'handoff_delivery';

/** Something to be sent to somebody outside of this system. */
export interface NewDelivery {
  readonly work: string;
  /** A UUID that follows from the cause and the receiver: scheduled again, it is the same delivery. */
  readonly id: string;
  readonly workspaceId: string;
  /** Deliveries of one lane go out one after the other, in the order in which they were scheduled. */
  readonly lane: string;
  readonly target: string;
  /** Ids and numbers only, nothing personal. */
  readonly payload: Readonly<Record<string, unknown>>;
  readonly dueAt?: Date;
}

/** Enters deliveries in a transaction: they go out when it commits. @returns how many of them were new */
export function schedule(tx: ClientBase | Pool, deliveries: readonly NewDelivery[]): Promise<number> {
  return enter(runs(tx), deliveries, 'nothing');
}

/** As `schedule`, and what was dealt with before goes out once more, under the id it had. */
export function scheduleAgain(tx: ClientBase | Pool, deliveries: readonly NewDelivery[]): Promise<number> {
  return enter(
    runs(tx),
    deliveries,
    `update set state = 'waiting', payload = excluded.payload, due_at = excluded.due_at, attempts = 0, outcome = null,
       finished_at = null where delivery.state <> 'waiting'`,
  );
}

/** As `schedule`, by whatever runs a query and answers rows. */
export async function scheduleByRows(rows: Rows, deliveries: readonly NewDelivery[]): Promise<number> {
  return enter(
    {
      query: async (sql, values) => ({ rowCount: (await rows(sql, values)).length }),
    },
    deliveries,
    'nothing',
  );
}

/** What of a connection is used here. */
interface Runs {
  query(sql: string, values: readonly unknown[]): Promise<{ readonly rowCount: number | null }>;
}

async function enter(tx: Runs, deliveries: readonly NewDelivery[], onConflict: string): Promise<number> {
  if (deliveries.length === 0) return 0;
  const { rowCount } = await tx.query(
    `insert into messaging.delivery (work, delivery_id, workspace_id, lane, target, payload, due_at)
     select work, id, workspace, lane, target, payload, coalesce(due, clock_timestamp())
     from unnest($1::text[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::jsonb[], $7::timestamptz[])
       with ordinality as d (work, id, workspace, lane, target, payload, due, n) order by n
     on conflict (work, delivery_id) do ${onConflict} returning id`,
    [
      deliveries.map(({ work }) => work),
      deliveries.map(({ id }) => id),
      deliveries.map(({ workspaceId }) => workspaceId),
      deliveries.map(({ lane }) => lane),
      deliveries.map(({ target }) => target),
      deliveries.map(({ payload }) => JSON.stringify(payload)),
      deliveries.map(({ dueAt }) => dueAt ?? null),
    ],
  );
  await announce(tx, new Set(deliveries.map(({ work }) => work)));
  return rowCount ?? 0;
}

/** Wakes the workers when the transaction commits. */
async function announce(tx: Runs, works: Iterable<string>): Promise<void> {
  await tx.query('select pg_notify($1, work) from unnest($2::text[]) as w (work)', [deliveryChannel, [...works]]);
}

function runs(tx: ClientBase | Pool): Runs {
  return { query: (sql, values) => tx.query(sql, [...values]) };
}
