import { expectThat } from '../expect.js';
import type { ServedConversation, ServedStage } from '../served-conversation.js';
import type { Player, Stage } from '../stage.js';

/** A customer is answered by the agent, asks for a person, gets one of the two who want it, and goes back to the agent. */
export async function askForAPerson(stage: ServedStage, mira: ServedConversation): Promise<void> {
  stage.page.scene('A customer asks for a person, and two members want to help');
  const frontLine = { state: 'ai', agent: { name: 'Front line' } };
  await mira.says('Hello, where is my parcel? It is order 4711.', frontLine);
  await mira.agentAnswers({ by: 'Front line', ...frontLine });

  const shop = stage.agentProcess.hold('4712');
  await mira.says('And what about order 4712?', frontLine);
  await shop.asked;
  stage.page.line('quiet', 'Front line', 'asks the shop about order 4712, and waits');
  await mira.says('Can I talk to a real person please?', { state: 'waiting' });
  stage.page.line('quiet', '', 'now the shop answers, and the agent replies under its old turn');
  shop.answer();
  await stage.agentProcess.report(mira.id);
  await mira.comesTo('AgentReplyFenced', 'the late reply is recorded as refused');

  await showQueue(stage, mira);
  const winner = await claimAtOnce(stage, mira);
  await mira.does(
    winner,
    'replies',
    { text: 'Hello Mira, both parcels come tomorrow before noon.' },
    { state: 'human' },
  );
  const back = { reasonCode: 'resolved', reasonText: 'The question is answered.' };
  await mira.isRefused(winner, 'return-to-ai', back, 'transfer_needs_confirmation', 'wants to give it back to AI');
  stage.page.line('quiet', winner.name, 'confirms');
  await mira.does(winner, 'return-to-ai', { ...back, confirmed: true }, frontLine);
  await mira.showReceived(['message', 'handoff', 'joined', 'message']);
}

async function showQueue({ page, operators: [ada] }: Stage, mira: ServedConversation): Promise<void> {
  const { body } = await ada.api.get<{ waiting: number; items: { conversationId: string; fromName: string }[] }>(
    '/v1/queue',
  );
  expectThat('the queue', body, { waiting: 1, items: [{ conversationId: mira.id, fromName: 'Front line' }] });
  page.line('quiet', 'Queue', `1 waiting: ${mira.customer}, from Front line, first in line`);
}

/** Both claim in the same moment; one wins, the other is told who has it. */
async function claimAtOnce(stage: Stage, mira: ServedConversation): Promise<Player> {
  const { operators, page } = stage;
  const claims = await Promise.all(
    operators.map(async (player) => ({ player, ...(await mira.asks(player, 'claim', {})) })),
  );
  const won = claims.filter(({ status }) => status === 200);
  expectThat('how many of the two claims win', won.length, 1);
  const { player: winner, body } = won[0]!;
  expectThat('the claim that wins', body, { state: 'human', assignee: { name: winner.name } });
  const lost = claims.find(({ player }) => player !== winner)!;
  const named = { id: winner.id, name: winner.name };
  expectThat('the claim that loses', lost, { status: 409, body: { code: 'already_claimed', assignee: named } });
  page.line('quiet', '', `${operators[0].name} and ${operators[1].name} claim it in the same moment`);
  await mira.follow(body);
  page.line('refused', lost.player.name, `is told: already claimed, ${lost.body.assignee!.name} has it`);
  return winner;
}
