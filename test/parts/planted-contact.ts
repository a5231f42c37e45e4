import { expect } from '@jest/globals';
import type { Answer } from './answer.js';
import type { Messenger } from './messenger.js';
import type { StoryWorkspace } from './story-workspace.js';

/** A contact in whose every personal field a word stands that stands nowhere else. */
export interface PlantedContact {
  readonly contactId: string;
  readonly conversationId: string;
  /** The newest thing that was done. */
  readonly last: Answer;
}

/**
 * Plants the word: in messages, attachments, who they are on the channel, what an agent did, found and assessed, reasons, contexts, the
 * contact form and the contact's details, and in what members and others are told of it.
 */
export async function plantContact(shop: StoryWorkspace, word: string, messenger: Messenger): Promise<PlantedContact> {
  await shop.set('connectors/sms', { kind: 'webhook', url: messenger.url });
  await shop.send('post', 'olga', '/v1/webhooks', { url: messenger.url, types: [], personal: true });
  const from = `user ${word}`;
  const parts = { channel: 'sms' };
  const attachments = [
    { id: 'a', name: `${word}.png`, mediaType: 'image/png', bytes: 10, url: `https://files.example/${word}` },
  ];
  const asked = await shop.write(`It is ${word}, I am angry`, from, { ...parts, attachments });
  const { conversationId } = asked.body;
  const turn = await shop.turn('front', asked);
  await shop.acted('front', conversationId, 'agent-actions', {
    ...{ turnId: turn.turnId, epoch: turn.epoch, actionId: 'act', name: 'look-up' },
    ...{ arguments: { who: word }, result: { found: word } },
  });
  await shop.acted('front', conversationId, 'assessments', {
    ...{ turnId: turn.turnId, epoch: turn.epoch, sentiment: 0.123456789, answered: true },
  });
  await shop.reply('front', turn, `Hello ${word}`);
  await shop.hire('billing');
  await shop.acted('front', conversationId, 'hand-off-to-agent', {
    ...{ toAgentId: shop.agents['billing'], epoch: turn.epoch, reasonCode: 'out_of_scope' },
    reasonText: `Because of ${word}`,
    context: { summary: word, variables: { who: word }, note: word, attachments: [word] },
  });
  await shop.write(`I want to talk to a person, says ${word}`, from, parts);
  await shop.acted('ada', conversationId, 'claim');
  await shop.acted('ada', conversationId, 'replies', { text: `Dear ${word}`, attachments });
  await shop.acted('web', conversationId, 'contact-form', { details: { email: `${word}@example.com`, name: word } });
  const returned = await shop.acted('ada', conversationId, 'return-to-ai', {
    ...{ confirmed: true, reasonCode: 'faq', reasonText: `Because of ${word}`, context: { summary: word } },
  });
  const { contactId } = (await shop.see('paul', `/v1/conversations/${conversationId}`, returned)).body;
  const put = await shop.send('put', 'ada', `/v1/contacts/${contactId}/details`, {
    ...{ email: `${word}@example.com`, name: word, phone: `+49 30 ${word}` },
  });
  expect(put.status).toBe(200);
  await messenger.hasKind('message', 30_000);
  return { contactId: String(contactId), conversationId: String(conversationId), last: put };
}
