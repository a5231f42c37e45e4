import { randomUUID } from 'node:crypto';
import { apiClient } from '../../api-client.js';
import { expectThat } from '../expect.js';
import type { Product } from '../product.js';
import type { Player, Receipt, Stage } from '../stage.js';
import { until } from '../within.js';
import type { PostedConversation } from './posted-conversation.js';
import type { Utterance } from './read-dialogues.js';

/** The front-line agent: here its runtime says what the transcript says. */
export function runtimeOf({ url, sample }: Product): Player {
  const { frontLine } = sample.agents;
  const { token } = sample.tokens.find(({ id }) => id === frontLine)!;
  return { id: frontLine, name: 'Front line', api: apiClient(url, token) };
}

/** What a runtime names with everything it does. */
interface Turn {
  readonly turnId: string;
  readonly epoch: number;
}

/**
 * Plays one transcript. Its agent is our AI agent until the conversation is handed over; from then on a member, who claims it, says the
 * rest. What the agent says before the customer has written waits for the first message: until then nobody is there.
 * @returns how many commands it took
 */
export async function playDialogue(
  { page, operators: [member] }: Stage,
  runtime: Player,
  conversation: PostedConversation,
  utterances: readonly Utterance[],
): Promise<number> {
  let commands = 0;
  let state = 'none';
  let turn: Turn = { turnId: randomUUID(), epoch: 0 };
  const early: Utterance[] = [];

  const does = async (player: Player, route: string, body: object): Promise<void> => {
    commands += 1;
    ({ state } = await conversation.does(player, route, body, {}));
  };
  const speak = ({ speaker, text }: Utterance): Promise<void> => {
    if (speaker === 'action')
      return does(runtime, 'agent-actions', { ...turn, actionId: `action-${commands}`, name: 'action', result: text });
    if (state === 'human') return does(member, 'replies', { text });
    return does(runtime, 'agent-replies', { ...turn, text });
  };
  const hear = async ({ text }: Utterance): Promise<void> => {
    commands += 1;
    const receipt = await conversation.says(text, {});
    ({ state } = receipt);
    if (state === 'waiting') await does(member, 'claim', {});
    else if (state === 'ai') turn = await turnOf(runtime, receipt);
    if (early.length > 0) page.line('quiet', '', 'what the agent had said before, now that somebody hears it:');
    for (const held of early.splice(0)) await speak(held);
  };

  for (const utterance of utterances) {
    if (utterance.text.trim() === '') page.line('quiet', utterance.speaker, '(says nothing: passed over)');
    else if (utterance.speaker === 'customer') await hear(utterance);
    else if (state === 'none') early.push(utterance);
    else await speak(utterance);
  }
  if (early.length > 0) page.line('quiet', '', 'the customer never writes: there is no conversation');
  if (state !== 'none') await does(member, 'close', {});
  return commands;
}

/** The turn that a message has opened, as a runtime gets it. */
function turnOf({ id, api }: Player, { messageId, position }: Receipt): Promise<Turn> {
  return until('the turn of the message', async () => {
    const path = `/v1/agents/${id}/turns?wait=25&after=${position}`;
    const answer = await api.get<{ turns: (Turn & { messageId: string | null })[] }>(path);
    const { turns } = expectThat('the turns of the agent', answer, { status: 200 }).body;
    const found = turns.find((one) => one.messageId === messageId);
    return found && { turnId: found.turnId, epoch: found.epoch };
  });
}
