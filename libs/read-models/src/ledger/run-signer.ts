import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';
import { CheckpointMoved } from '../projector/checkpoint.js';
import { onClient } from '../projector/on-client.js';
import type { HeldCheckpoints } from './held-checkpoints.js';
import type { LedgerKeys } from './ledger-keys.js';
import type { Grown } from './sequence.js';
import { LedgerForked, signCheckpoint } from './sign-checkpoint.js';

export interface SignerOptions {
  /** Connected as `handoff_ledger`. */
  readonly pool: Pool;
  readonly keys: LedgerKeys;
  readonly held: HeldCheckpoints;
  readonly signal: AbortSignal;
  /** The longest that a leaf waits for a checkpoint. */
  readonly everyMs?: number;
  /** So many leaves of one workspace wait no longer. */
  readonly leaves?: number;
  /** A log without new leaves is signed anew this often, so that its silence means something. */
  readonly heartbeatMs?: number;
  readonly onSigned?: (workspaceId: string, size: bigint) => void;
  readonly onFault?: (error: unknown) => void;
  /** A workspace's stored ledger is not what was signed; it is signed no more until then. Told with every try. */
  readonly onAlarm?: (error: LedgerForked) => void;
}

/**
 * Signs a checkpoint of every workspace that gained leaves: every ten seconds, or as soon as many wait. The first one of a workspace waits
 * for nothing, since without it there is no proof and no export at all.
 */
export class Signer {
  private readonly waiting = new Map<string, number>();
  private readonly signedAt = new Map<string, number>();
  private wake = new AbortController();

  constructor(private readonly options: SignerOptions) {}

  /** To be told of every batch that was sequenced. */
  sequenced(grown: Grown): void {
    const { leaves = 256 } = this.options;
    for (const [workspaceId, count] of grown) {
      const before = this.waiting.get(workspaceId);
      const now = (before ?? 0) + count;
      this.waiting.set(workspaceId, now);
      const first = before === undefined && !this.signedAt.has(workspaceId);
      if (first || now >= leaves) this.wake.abort();
    }
  }

  /** Until the signal aborts; begins with whatever an earlier process left unsigned. */
  async run(): Promise<void> {
    const { signal, everyMs = 10_000, onFault } = this.options;
    let all = true;
    while (!signal.aborted) {
      // Before it signs: what comes meanwhile is to wake it as well.
      this.wake = new AbortController();
      try {
        if (all) await this.recall();
        all = false;
        await this.signWaiting();
      } catch (error) {
        all = true;
        onFault?.(error);
      }
      await pause(everyMs, undefined, { signal: AbortSignal.any([signal, this.wake.signal]) }).catch(() => undefined);
    }
  }

  /** Signs what waits, and what was silent for long. */
  async signWaiting(): Promise<void> {
    const { heartbeatMs = 3_600_000, onSigned, onAlarm, keys, held, pool, signal } = this.options;
    const silent = [...this.signedAt].filter(([, at]) => Date.now() - at >= heartbeatMs).map(([id]) => id);
    for (const workspaceId of new Set([...this.waiting.keys(), ...silent])) {
      if (signal.aborted) return;
      const seen = this.waiting.get(workspaceId);
      this.waiting.delete(workspaceId);
      try {
        const anyway = silent.includes(workspaceId);
        const size = await onClient(pool, (client) => signCheckpoint({ client, keys, held }, workspaceId, anyway));
        if (size === undefined) continue;
        this.signedAt.set(workspaceId, Date.now());
        onSigned?.(workspaceId, size);
      } catch (error) {
        this.waiting.set(workspaceId, seen ?? 0);
        if (error instanceof LedgerForked) onAlarm?.(error);
        else if (!(error instanceof CheckpointMoved)) throw error;
      }
    }
  }

  /** Every workspace may have leaves that nobody signed, and each was silent since its last checkpoint, whoever signed that. */
  private async recall(): Promise<void> {
    const { rows } = await this.options.pool.query<{ id: string; signed_at: Date | null }>(
      `select l.workspace_id as id, (select c.signed_at from ledger.checkpoint c where c.workspace_id = l.workspace_id
                                     order by c.number desc limit 1) as signed_at
       from ledger.leaf l where l.index = 0`,
    );
    for (const { id, signed_at: at } of rows) {
      this.waiting.set(id, this.waiting.get(id) ?? 0);
      if (at !== null) this.signedAt.set(id, at.getTime());
    }
  }
}
