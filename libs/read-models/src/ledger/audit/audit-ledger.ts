import { isReadable, streamPrefixes, type EventStore, type LogEntry, type StoredEvent } from '#event-store';
import type { Ask } from '../stored-tree.js';
import { auditEvents, type Pages } from './audit-events.js';
import { auditRows, auditedViews } from './audit-rows.js';
import { auditTree, type KeysOf } from './audit-tree.js';
import { Findings, type Finding } from './findings.js';

export { auditedViews } from './audit-rows.js';
export type { Finding, FindingKind } from './findings.js';

export interface LedgerAuditParts {
  /** Reads the ledger of every workspace; one snapshot for the whole audit. */
  readonly ledger: Ask;
  /** Reads the views of every workspace; one snapshot for the whole audit. */
  readonly views: Ask;
  /** The log as it was stored, envelopes closed. */
  readonly closed: () => Pages;
  /** The log opened, as the views fold it. */
  readonly opened: () => Pages;
  readonly keysOf: KeysOf;
}

/** What an audit looked at, and what it found. */
export interface LedgerAudit {
  readonly workspaces: number;
  readonly leaves: bigint;
  readonly events: number;
  readonly rows: number;
  readonly findings: readonly (Finding & { readonly count: number })[];
}

/**
 * Holds the live system against itself: rows that auditors read ↔ events ↔ leaves ↔ tree ↔ checkpoints. It sees every change that does not
 * change all of them alike; a rewrite of everything by someone who holds the signing key only a witness or a kept checkpoint shows.
 */
export async function auditLedger({ ledger, views, closed, opened, keysOf }: LedgerAuditParts): Promise<LedgerAudit> {
  const findings = new Findings();
  const [sequenced] = await ledger<{ position: string }>('select position from ledger.sequencer', []);
  const workspaces = await ledger<{ id: string }>(
    `select workspace_id as id from ledger.leaf union select workspace_id from ledger.checkpoint`,
    [],
  );
  let leaves = 0n;
  for (const { id } of workspaces) leaves += await auditTree(ledger, id, keysOf, findings);
  const events = await auditEvents(ledger, closed(), BigInt(sequenced?.position ?? -1), findings);
  const [shown] = await views<{ position: string | null }>(
    `select min(position) as position from views.checkpoint where projection = any($1)`,
    [auditedViews],
  );
  const history = await readable(opened(), BigInt(shown?.position ?? -1));
  const rows = await auditRows(views, history, findings);
  return { workspaces: workspaces.length, leaves, events, rows, findings: findings.list };
}

/** What the audited views are folded from: nothing of what was said is kept in memory. */
async function readable(pages: Pages, upTo: bigint): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  for await (const page of pages)
    for (const entry of page)
      if (isReadable(entry) && entry.position <= upTo && !spoken.has(entry.event.type)) events.push(entry);
  return events;
}

const spoken: ReadonlySet<string> = new Set([
  'CustomerMessageReceived',
  'AgentReplied',
  'AgentActionRecorded',
  'TurnAssessed',
]);

/** The pages of a log, from its first event to its end. */
export async function* pagesOf(store: EventStore): AsyncGenerator<readonly LogEntry[]> {
  for (let after: bigint | undefined; ;) {
    const { entries, position, atEnd } = await store.readAll({ after, maxCount: 1_000, streamPrefixes });
    yield entries;
    if (atEnd) return;
    after = position;
  }
}
