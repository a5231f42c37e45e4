import type { Pool } from 'pg';

/** Longer than a signature's timestamp may differ from our clock, both ways. */
const keepMinutes = 15;

/**
 * Marks a signed message as taken.
 * @returns false when it was taken before
 */
export async function takeSignature(
  pool: Pool,
  at: { readonly workspaceId: string; readonly channel: string; readonly messageId: string },
): Promise<boolean> {
  const { rowCount } = await pool.query(
    `insert into messaging.seen_signature (workspace_id, channel, message_id) values ($1, $2, $3) on conflict do nothing`,
    [at.workspaceId, at.channel, at.messageId],
  );
  return rowCount === 1;
}

/** Lets a message be sent again: what it asked for could not be done. */
export async function releaseSignature(
  pool: Pool,
  at: { readonly workspaceId: string; readonly channel: string; readonly messageId: string },
): Promise<void> {
  await pool.query(
    'delete from messaging.seen_signature where workspace_id = $1 and channel = $2 and message_id = $3',
    [at.workspaceId, at.channel, at.messageId],
  );
}

export async function pruneSignatures(pool: Pool): Promise<void> {
  await pool.query('delete from messaging.seen_signature where seen_at < now() - make_interval(mins => $1)', [
    keepMinutes,
  ]);
}
