import { pageWidth, paint, spoken } from '../../narration/lines.js';
import { counted } from '../../narration/words.js';
import { elapsed } from './elapsed.js';
import type { Investigation } from './read-investigation.js';

/** Prints the story: the time of day, what has passed since the step before, and what happened. */
export function printInvestigation({ conversation, steps }: Investigation, out: NodeJS.WriteStream): void {
  const width = pageWidth(out.columns);
  const { conversationId, channel, contactId, startedAt, closedAt, status, assigneeName, agentName, handoffs } =
    conversation as typeof conversation & { readonly contactId: string };
  const whose = assigneeName ?? agentName;
  const lines = [
    paint('bold', `Conversation ${conversationId}`, out),
    `  contact ${contactId} on ${channel}`,
    `  ${startedAt}${closedAt === null ? '' : ` to ${closedAt}`}, ${counted(handoffs, 'handoff')}`,
    `  now: ${status}${whose === null ? '' : ` · ${whose}`}`,
    '',
  ];
  let before: string | undefined;
  for (const step of steps) {
    const since = before === undefined ? '' : elapsed(before, step.at);
    const time = `${step.at.slice(11, 23)} ${since.padStart(8)}`;
    const margin = ' '.repeat(time.length);
    lines.push(
      ...spoken(step, width - time.length).map((line, i) => (i === 0 ? paint('dim', time, out) : margin) + line),
    );
    before = step.at;
  }
  out.write(`${lines.join('\n')}\n`);
}
