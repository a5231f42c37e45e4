import { expectThat } from '../expect.js';
import type { ServedConversation } from '../served-conversation.js';
import type { Stage } from '../stage.js';

/** A keyword hands over, nobody takes it in time, the customer leaves an address; closed, the next message begins afresh. */
export async function nobodyComes(stage: Stage, mira: ServedConversation): Promise<void> {
  const { page, operators } = stage;
  page.scene('A keyword, and nobody comes in time');
  await setContactForm(stage, 2);
  await mira.says('They did not come. I want to make a complaint!', { state: 'waiting' });
  await mira.comesTo('ContactFormRequested', 'the unclaimed deadline fires');
  await mira.fillsIn({ name: 'Mira', email: 'mira@example.com' });

  const closer = operators[0];
  await mira.showReceived(['handoff', 'contact_form']);
  const closed = await mira.does(closer, 'close', { reasonCode: 'manual_follow_up' }, { state: 'closed' });
  await showFollowUps(stage, closed.position);
  await setContactForm(stage, 120);

  const before = mira.id;
  await mira.says('Hello again! Is order 4711 there?', { state: 'ai', agent: { name: 'Front line' } });
  expectThat('whether the next message begins another conversation', mira.id !== before, true);
  await mira.agentAnswers({ by: 'Front line', state: 'ai' });
  await mira.showReceived(['message']);
}

async function setContactForm({ page, owner }: Stage, seconds: number): Promise<void> {
  const answer = await owner.api.put('/v1/workspace/wait-policy', {
    steps: [
      { kind: 'notify', afterSeconds: 0 },
      { kind: 'contact_form', afterSeconds: seconds },
    ],
  });
  expectThat('the wait policy', answer, { status: 200 });
  page.line('quiet', owner.name, `sets: nobody within ${seconds} s → contact form`);
}

async function showFollowUps({ page, operators: [ada] }: Stage, after: string): Promise<void> {
  const { body } = await ada.api.get<{ items: { contact: { email: string } | null }[] }>(
    `/v1/follow-ups?after=${after}`,
  );
  expectThat('the open follow-ups', body.items.length, 1);
  page.line('quiet', 'Follow-ups', '1 open: Mira, mira@example.com; it stays until a member closes it');
}
