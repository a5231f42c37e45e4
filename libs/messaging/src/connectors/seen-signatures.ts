import type { Pool } from 'pg';

/** Longer than a signature's timestamp may differ from our clock, both ways. */
const keepMinutes = 15;

/** A signed message as its sender named it. */
export interface SignedMessage {
  readonly workspaceId: string;
  readonly channel: string;
  readonly messageId: string;
}

/** Whether a signed message was dealt with before. */
export async function wasTaken(pool: Pool, { workspaceId, channel, messageId }: SignedMessage): Promise<boolean> {
  const { rowCount } = await pool.query(
    'select from messaging.seen_signature where workspace_id = $1 and channel = $2 and message_id = $3',
    [workspaceId, channel, messageId],
  );
  return rowCount === 1;
}

/** Marks a signed message as dealt with: after its effect, so that a crash in between loses nothing. */
export async function markTaken(pool: Pool, { workspaceId, channel, messageId }: SignedMessage): Promise<void> {
  await pool.query(
    `insert into messaging.seen_signature (workspace_id, channel, message_id) values ($1, $2, $3) on conflict do nothing`,
    [workspaceId, channel, messageId],
  );
}

export async function pruneSignatures(pool: Pool): Promise<void> {
  await pool.query('delete from messaging.seen_signature where seen_at < now() - make_interval(mins => $1)', [
    keepMinutes,
  ]);
}
