import type { HandoffRow } from '#read-models';
import { contextWords, deciderWords, evidenceWords, triggerWords } from '../narration/words.js';
import { expectThat } from './expect.js';
import type { Stage } from './stage.js';

type Row = HandoffRow & { readonly contactId: string; readonly position: string };

/** Every handoff of every conversation, oldest first, as the auditor's view has them. */
export async function allHandoffs({ auditor }: Pick<Stage, 'auditor'>): Promise<Row[]> {
  const rows: Row[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const path: string = `/v1/handoffs?limit=200${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`;
    const { body } = expectThat(
      'the list of handoffs',
      await auditor.api.get<{ items: Row[]; next: string | null }>(path),
      {
        status: 200,
      },
    );
    rows.push(...body.items);
    cursor = body.next;
  }
  return rows.reverse();
}

/** Prints them: from, to, who decided, why, with what context. */
export function printHandoffs({ page, nameOf, customers }: Stage, rows: readonly Row[]): void {
  for (const row of rows) {
    const { trigger, evidence, trace, reasonCode, reasonText, context } = row;
    const seen = evidenceWords(evidence, trace);
    const decider = deciderWords({ kind: row.decidedByKind, id: row.decidedById }, nameOf);
    page.line(
      'move',
      customers.get(row.contactId) ?? 'customer',
      `${row.number}  ${row.fromName ?? row.fromKind} → ${to(row)}`,
      [
        `decided by ${decider}: ${triggerWords(trigger)}${seen === undefined ? '' : ` (${seen})`}`,
        `reason ${reasonCode}${reasonText === null ? '' : `: ${reasonText}`}`,
        `context ${contextWords(context) ?? 'none'}`,
      ],
    );
  }
}

/** Who has received it, or would have. */
export function to({ toKind, toName, receiverName }: Pick<HandoffRow, 'toKind' | 'toName' | 'receiverName'>): string {
  if (toKind !== 'queue') return toName ?? toKind;
  return receiverName ?? 'the queue (nobody took it)';
}
