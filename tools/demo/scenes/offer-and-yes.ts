import { expectThat } from '../expect.js';
import type { ServedConversation } from '../served-conversation.js';
import type { Stage } from '../stage.js';

/** Answers that do not help lead to an offer, "yes" to people, and their silence back to the agent. */
export async function offerAndYes(stage: Stage, aiko: ServedConversation): Promise<void> {
  const { page, operators } = stage;
  page.scene('Three answers that do not help: an offer, a "yes", and a silence');
  await idleAfterThreeSeconds(stage);
  await aiko.says('Can the lamp swim?', { state: 'ai' });
  await aiko.agentAnswers({ by: 'Front line', state: 'ai' });
  await aiko.says('I mean: is it safe in the bath?', { state: 'ai' });
  await aiko.agentAnswers({ by: 'Front line', state: 'ai' });
  await aiko.says('In water. Wet. Can it get wet?', { state: 'ai' });
  await aiko.agentAnswers({ by: 'Front line', state: 'handoff_offered' });
  await aiko.says('Yes, please.', { state: 'waiting' });

  const ben = operators[1];
  await aiko.does(ben, 'claim', {}, { state: 'human', assignee: { name: ben.name } });
  page.line('quiet', ben.name, 'is called away, and writes nothing');
  const back = await aiko.comesTo('ReturnedToAI', 'the idle timeout returns the conversation to the agent');
  expectThat('why it went back', back.at(-1)?.details, { cause: 'idle_timeout', resume: 'on_next_message' });
  page.line('quiet', '', 'the agent says nothing by itself; the next message is its own');
  await aiko.says('Never mind. Where is order 4713?', { state: 'ai', agent: { name: 'Front line' } });
  await aiko.agentAnswers({ by: 'Front line', state: 'ai' });
  const answers = ['message', 'message', 'message'];
  await aiko.showReceived([...answers, 'offer', 'handoff', 'joined', 'idle_return', 'message']);
}

/** A new version of the agent, applied and then published. */
async function idleAfterThreeSeconds({ page, owner, agents }: Stage): Promise<void> {
  const path = `/v1/agents/${agents.frontLine}`;
  const settings = { idleTimeoutMinutes: 0.05 };
  expectThat('a new version', await owner.api.post(`${path}/versions`, { settings }), { body: { version: 3 } });
  expectThat('its publication', await owner.api.post(`${path}/publish`, { version: 3 }), { body: { published: 3 } });
  page.line('quiet', owner.name, 'publishes version 3 of Front line: after 3 s of silence it may go on');
}
