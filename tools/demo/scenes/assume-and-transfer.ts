import { expectThat } from '../expect.js';
import type { ServedConversation } from '../served-conversation.js';
import type { Stage } from '../stage.js';

/** A supervisor takes a conversation from the agent, and gives it to a specialist that answers at once. */
export async function assumeAndTransfer(stage: Stage, luis: ServedConversation): Promise<void> {
  const { page, supervisor, agents } = stage;
  page.scene('A supervisor steps in, and gives it to the billing specialist');
  await luis.says('Where is order 4714?', { state: 'ai' });
  await luis.agentAnswers({ by: 'Front line', state: 'ai' });
  await showBoard(stage, luis);
  await luis.does(
    supervisor,
    'assume',
    { reasonText: 'A customer of many years.' },
    { state: 'human', assignee: { name: supervisor.name } },
  );
  await luis.says('I would rather have my money back.', { state: 'human' });
  await luis.does(supervisor, 'replies', { text: 'Of course. I have it arranged at once.' }, { state: 'human' });
  await luis.does(
    supervisor,
    'transfer-to-ai',
    {
      agentId: agents.billing,
      reasonCode: 'standard_process',
      context: { summary: 'Refund of 20 EUR agreed.', variables: { invoice: '91' }, note: 'Be generous.' },
    },
    { state: 'ai', agent: { name: 'Billing specialist' } },
  );
  const talk = { text: 'One more thing …' };
  await luis.isRefused(supervisor, 'replies', talk, 'not_your_conversation', 'writes without reclaiming');
  await luis.agentAnswers({ by: 'Billing specialist', state: 'ai' });
  await luis.says('Thank you, that was all!', { state: 'ai' });
  await luis.agentAnswers({ by: 'Billing specialist', state: 'closed' });
  await luis.showReceived(['message', 'joined', 'message', 'message', 'message']);
}

async function showBoard({ page, supervisor }: Stage, luis: ServedConversation): Promise<void> {
  const { body } = await supervisor.api.get<{ items: { conversationId: string; lastText: string }[] }>('/v1/board');
  const seen = body.items.some(({ conversationId }) => conversationId === luis.id);
  expectThat('whether the board shows it', seen, true);
  page.line('quiet', 'Board', `${body.items.length} conversations with AI agents, this one among them`);
}
