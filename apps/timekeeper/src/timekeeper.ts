import { setTimeout as pause } from 'node:timers/promises';
import type { CommandBus } from '@nestjs/cqrs';
import { Logger as JobsLogger, makeWorkerUtils, run, type Runner } from 'graphile-worker';
import type { Pool, PoolClient } from 'pg';
import { FireDeadline, type Clock, type ConversationHints } from '#commands';
import { EventStoreUnavailable, newIdsOf } from '#event-store';
import { deadlineJobKey, deadlineTask, removedMemberTask, type DeadlineJob, type RemovedMemberJob } from '#read-models';
import { atATime } from './at-a-time.js';
import { sweepRemovedMember } from './sweep-removed-member.js';
import { untilDue } from './until-due.js';

export interface TimekeeperOptions {
  /** Connected as `handoff_timekeeper`. */
  readonly pool: Pool;
  readonly commands: CommandBus;
  readonly hints: ConversationHints;
  readonly clock: Clock;
  readonly onFault: (what: string, error: unknown) => void;
  /** Told of every job as it begins. */
  readonly onBegun?: (job: DeadlineJob) => void;
}

/** Held by the one timekeeper that works; the number only has to be the same everywhere. */
const leaderLock = 7_095_134;

const askMs = 1_000;

/** How many due jobs are in hand: all of a rush begin in time, and none waits for the others to be fetched. */
const inHand = 16_384;

/** How many commands are on their way to the log. */
const commandsAtATime = 64;

/** Finished jobs are taken out of the database together, within this many milliseconds. */
const finishTogetherMs = 50;

const maxWaitMs = 10_000;

/**
 * Turns due jobs into commands. It never decides: the conversation does, and a job that comes twice, late or after things moved on does
 * nothing. Of several timekeepers on one database one works, by a lock that ends with its connection.
 */
export class Timekeeper {
  private readonly stopping = new AbortController();
  private readonly limited = atATime(commandsAtATime);
  private working: Promise<void> | undefined;

  constructor(private readonly options: TimekeeperOptions) {}

  start(): void {
    this.working ??= this.work();
  }

  /** Lets running jobs end; those fetched and not begun go back. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.working;
  }

  private async work(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        await this.workWhileLeading(signal);
      } catch (error) {
        this.options.onFault('timekeeper', error);
      }
      await pause(askMs, undefined, { signal }).catch(() => undefined);
    }
  }

  private async workWhileLeading(signal: AbortSignal): Promise<void> {
    const { pool } = this.options;
    const client = await pool.connect();
    const lost = new AbortController();
    client.on('error', () => lost.abort());
    try {
      const { rows } = await client.query<{ leads: boolean }>('select pg_try_advisory_lock($1) as leads', [leaderLock]);
      if (rows[0]?.leads !== true) return;
      await this.freeLockedJobs(client);
      const runner = await this.run();
      const over = AbortSignal.any([signal, lost.signal]);
      await new Promise<void>((resolve) => {
        if (over.aborted) resolve();
        over.addEventListener('abort', () => resolve(), { once: true });
        runner.promise.catch((error: unknown) => this.options.onFault('the jobs', error)).finally(resolve);
      });
      await runner.stop().catch((error: unknown) => this.options.onFault('stopping the jobs', error));
    } finally {
      // Closed rather than given back: the lock goes with it.
      client.release(true);
    }
  }

  /**
   * A worker that was killed leaves its jobs locked for hours. Whoever holds the leader's lock knows that no other worker lives, so
   * every lock that is left is a dead one's.
   */
  private async freeLockedJobs(client: PoolClient): Promise<void> {
    const { rows } = await client.query<{ locked_by: string }>(
      'select distinct locked_by from graphile_worker.jobs where locked_by is not null',
    );
    if (rows.length === 0) return;
    const utils = await makeWorkerUtils({ pgPool: this.options.pool, logger: silent });
    try {
      await utils.forceUnlockWorkers(rows.map((row) => row.locked_by));
    } finally {
      await utils.release();
    }
  }

  private run(): Promise<Runner> {
    return run({
      pgPool: this.options.pool,
      taskList: {
        [deadlineTask]: (payload, helpers) =>
          this.told('firing a deadline', () =>
            this.fire(payload as DeadlineJob, (job) =>
              helpers.addJob(deadlineTask, job, { jobKey: deadlineJobKey(job), runAt: new Date(job.dueAt) }),
            ),
          ),
        [removedMemberTask]: (payload, helpers) =>
          this.told('releasing what a removed member had', () =>
            sweepRemovedMember(payload as RemovedMemberJob, { ...this.options, jobId: helpers.job.id }),
          ),
      },
      noHandleSignals: true,
      logger: silent,
      preset: {
        worker: {
          concurrentJobs: inHand,
          pollInterval: 250,
          localQueue: { size: inHand },
          completeJobBatchDelay: finishTogetherMs,
          failJobBatchDelay: finishTogetherMs,
        },
      },
    });
  }

  /** A job that fails is kept and tried again, ever more rarely: somebody must hear of it. */
  private async told(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!this.stopping.signal.aborted) this.options.onFault(what, error);
      throw error;
    }
  }

  /** Sends the command, and goes on trying while the log is away: nothing else could be done meanwhile, and nothing may wait for hours. */
  private async fire(job: DeadlineJob, again: (job: DeadlineJob) => Promise<unknown>): Promise<void> {
    const { workspaceId, conversationId, kind, generation, dueAt } = job;
    const { clock, commands, onFault } = this.options;
    this.options.onBegun?.(job);
    const { signal } = this.stopping;
    // The database's clock may be ahead of ours; a little is waited for here, more is put back.
    if (!(await untilDue(dueAt, { clock, maxWaitMs, signal }))) return void (await again(job));
    const commandId = newIdsOf(`conversation-${conversationId}`, 'deadline')(`${kind}:${generation}`);
    const command = new FireDeadline(
      conversationId,
      { kind, generation },
      { commandId, workspaceId, actor: { kind: 'system', id: 'timekeeper' }, correlationId: commandId },
    );
    for (let waitMs = 100; ; waitMs = Math.min(waitMs * 2, 2_000)) {
      try {
        await this.limited(() => {
          // Not begun when the process stops: it goes back, and whoever works next has it within seconds.
          signal.throwIfAborted();
          return commands.execute(command);
        });
        return;
      } catch (error) {
        if (!(error instanceof EventStoreUnavailable) || signal.aborted) throw error;
        onFault('firing a deadline', error);
        await pause(waitMs, undefined, { signal });
      }
    }
  }
}

/** The library's own chatter tells job payloads; what matters is told through `onFault`. */
const silent = new JobsLogger(() => () => undefined);
