import type { Deadline, DeadlineChange, DeadlineKind } from '#domain';
import type { StoredEvent } from '#event-store';
import type { PoolClient } from 'pg';
import type { Projection } from '../projector/projection.js';
import { scheduleRemovals } from './removed-members.js';

/** What a deadline's job carries: ids and numbers only, nothing personal. */
export interface DeadlineJob {
  readonly workspaceId: string;
  readonly conversationId: string;
  readonly kind: DeadlineKind;
  readonly generation: number;
  readonly dueAt: string;
}

/** The task's name, as the timekeeper registers it with graphile-worker. */
export const deadlineTask = 'fire-deadline';

/**
 * Schedules a durable job for every armed deadline, in the projector's own transaction: the job exists exactly when the event was
 * seen. One job for each conversation and kind, found by its key, so that a window which moves on a thousand times leaves one
 * row. A job that is already running is let go and does nothing, since its generation is no longer the armed one.
 */
export const deadlineJobs: Projection = {
  name: 'deadline-jobs',
  version: 1,

  async apply(events: readonly StoredEvent[], tx: PoolClient): Promise<void> {
    const last = lastChanges(events);
    const armed = [...last].flatMap(([key, job]) => (job === null ? [] : [{ key, job }]));
    const cancelled = [...last].flatMap(([key, job]) => (job === null ? [key] : []));
    if (armed.length > 0)
      await tx.query(
        `select count(*) from graphile_worker.add_jobs(array(
           select ($1, job.payload, null, job.run_at, 25, job.key, 0, null)::graphile_worker.job_spec
           from unnest($2::text[], $3::json[], $4::timestamptz[]) as job (key, payload, run_at)))`,
        [
          deadlineTask,
          armed.map(({ key }) => key),
          armed.map(({ job }) => JSON.stringify(job)),
          armed.map(({ job }) => job.dueAt),
        ],
      );
    if (cancelled.length > 0)
      await tx.query('select count(graphile_worker.remove_job(key)) from unnest($1::text[]) as gone (key)', [
        cancelled,
      ]);
    await scheduleRemovals(events, tx);
  },
};

/** The last word of the batch on each conversation and kind: a job, or that there is none any more. */
export function lastChanges(events: readonly StoredEvent[]): Map<string, DeadlineJob | null> {
  const last = new Map<string, DeadlineJob | null>();
  for (const { stream, event, metadata } of events) {
    const change = (event.data as { readonly deadlines?: DeadlineChange }).deadlines;
    if (change === undefined) continue;
    const conversationId = stream.slice('conversation-'.length);
    for (const kind of change.cancelled) last.set(deadlineJobKey({ conversationId, kind }), null);
    for (const deadline of change.armed) {
      const job = jobOf(metadata.workspaceId, conversationId, deadline);
      last.set(deadlineJobKey(job), job);
    }
  }
  return last;
}

function jobOf(workspaceId: string, conversationId: string, { kind, generation, dueAt }: Deadline): DeadlineJob {
  return { workspaceId, conversationId, kind, generation, dueAt };
}

/** One job for each conversation and kind of deadline. */
export function deadlineJobKey({ conversationId, kind }: Pick<DeadlineJob, 'conversationId' | 'kind'>): string {
  return `${conversationId}:${kind}`;
}
