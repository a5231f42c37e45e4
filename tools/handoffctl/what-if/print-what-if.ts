import type { Moment, WhatIf, WhatIfConversation } from '#read-models';
import { counted } from '../../narration/words.js';

/** A conversation in which something differs, or is not known. */
export function printConversation({ conversationId, moments, unknown }: WhatIfConversation, out: NodeJS.WriteStream) {
  const lines = [
    conversationId,
    ...moments.map(
      (moment) =>
        `  ${moment.at}  ${named(moment.recorded).padEnd(26)} ${arrow(moment)} ${named(moment.would)}${noted(moment)}`,
    ),
    ...unknown.map(({ at, what, why }) => `  ${at}  unknown: ${what} ${why === 'erased' ? 'erased' : 'not assessed'}`),
  ];
  out.write(`${lines.join('\n')}\n`);
}

/** Both courses side by side, and what of it is certain. */
export function printSummary(
  { name, agentId, summary }: WhatIf,
  { from, to }: { readonly from: string; readonly to: string },
  out: NodeJS.WriteStream,
) {
  const { conversations, recorded, would, besides, not, otherwise, estimates, unknown } = summary;
  const line = (what: string, was: number | string, were: number | string) =>
    `${what.padEnd(28)} ${String(was).padStart(10)} ${String(were).padStart(12)}`;
  const part = (what: 'handoffs' | 'offers') => [
    line(what, sum(recorded[what]), sum(would[what])),
    ...[...new Set([...Object.keys(recorded[what]), ...Object.keys(would[what])])]
      .sort()
      .map((trigger) => line(`  ${trigger}`, recorded[what][trigger] ?? 0, would[what][trigger] ?? 0)),
  ];
  const lines = [
    `${name} (${agentId}), ${counted(conversations, 'conversation')} from ${from} to ${to}`,
    line('', 'recorded', 'would be'),
    ...part('handoffs'),
    ...part('offers'),
    `${besides} besides, ${not} not, ${otherwise} by another trigger or in another way; ${estimates} of these are estimates.`,
    `Unknown: ${unknown.erased} erased, ${unknown.notAssessed} not assessed.`,
  ];
  out.write(`${lines.join('\n')}\n`);
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, one) => total + one, 0);
}

function named(outcome: Moment['would']): string {
  return outcome === null ? '–' : `${outcome.kind} ${outcome.trigger}`;
}

function arrow({ recorded, would }: Moment): string {
  return named(recorded) === named(would) ? '=' : '→';
}

function noted({ certainty, phrases = [] }: Moment): string {
  const found = phrases.length === 0 ? '' : ` (${phrases.map((phrase) => JSON.stringify(phrase)).join(', ')})`;
  return certainty === 'estimate' ? `${found}  estimate` : found;
}
