import type { StoredEvent } from '#event-store';
import type { PoolClient } from 'pg';

/** What the job of a removed member carries. */
export interface RemovedMemberJob {
  readonly workspaceId: string;
  readonly memberId: string;
}

/** The task's name, as the timekeeper registers it with graphile-worker. */
export const removedMemberTask = 'sweep-removed-member';

/**
 * A claim that another process decided before it heard of the removal is in the log well within this time, in seconds.
 */
const raceSeconds = 60;

/**
 * Schedules for every removed member what puts their conversations back into the queue: at once, and again when no claim can race with
 * the removal any more.
 */
export async function scheduleRemovals(events: readonly StoredEvent[], tx: PoolClient): Promise<void> {
  const removed = removals(events);
  if (removed.length === 0) return;
  await tx.query(
    `select count(graphile_worker.add_job($1, job.payload,
         run_at => now() + after * interval '1 second',
         job_key => concat_ws(':', job.payload ->> 'memberId', 'removed', after)))
       from unnest($2::json[]) as job (payload), unnest(array[0, $3::integer]) as after`,
    [removedMemberTask, removed.map((job) => JSON.stringify(job)), raceSeconds],
  );
}

/** Who was removed in this batch. */
export function removals(events: readonly StoredEvent[]): RemovedMemberJob[] {
  return events.flatMap(({ event, metadata }) =>
    event.type === 'MemberRemoved'
      ? [{ workspaceId: metadata.workspaceId, memberId: (event.data as { readonly memberId: string }).memberId }]
      : [],
  );
}
