import type { ServedConversation } from '../served-conversation.js';
import type { Stage } from '../stage.js';

/** An agent passes a conversation to another one with what it knows; the other goes on at once. */
export async function betweenAgents(stage: Stage, jonas: ServedConversation): Promise<void> {
  stage.page.scene('One agent hands over to another, with context');
  await jonas.says('I was charged twice for invoice 88.', { state: 'ai', agent: { name: 'Front line' } });
  await jonas.agentAnswers({ by: 'Front line' });
  await jonas.agentAnswers({ by: 'Billing specialist', state: 'ai', agent: { name: 'Billing specialist' } });
  await jonas.showReceived(['message', 'message']);
}
