import { randomUUID } from 'node:crypto';
import type { StoryApplication } from './story-application.js';
import { StoryWorkspace } from './story-workspace.js';
import { until } from './until.js';

/** A workspace with one of everything that has an id, and words in it that nobody else may ever see. */
export interface AccessScene {
  readonly shop: StoryWorkspace;
  /** What is put for the parameters of a path. */
  readonly idFor: (path: string, parameter: string) => string;
  /** Ids and words of this workspace. */
  readonly marks: readonly string[];
}

export async function openScene(application: StoryApplication): Promise<AccessScene> {
  const shop = await StoryWorkspace.open(application);
  const word = `word-${randomUUID()}`;
  const asked = await shop.write(`I want a human, ${word}`, `customer-${word}`);
  const { conversationId } = asked.body;
  const form = { details: { email: `${word}@example.com` } };
  const sent = await shop.acted('web', conversationId, 'contact-form', form);
  const { contactId } = (await shop.see('ada', `/v1/conversations/${conversationId}`, sent)).body;
  const [handoff] = await shop.handoffs(sent);
  const followUp = (await shop.seeNow('ada', '/v1/follow-ups')).body.items[0]!;
  const teamId = `team-${randomUUID()}`;
  await shop.set(`teams/${teamId}`, { name: word, memberIds: [] });
  await shop.set('connectors/sms', { kind: 'webhook', url: `https://${word}.example.org/in` });
  const { id: webhookId } = await shop.did('olga', '/v1/webhooks', { url: `https://hook-${word}.example.org/` });
  await shop.send('post', 'olga', `/v1/webhooks/${webhookId as string}/pause`);
  const { keyId } = await shop.did('olga', '/v1/workspace/api-keys', { name: word, kind: 'integration' });
  await shop.send('put', 'ada', '/v1/me/notification-preferences', { email: `${word}@example.org` });
  await until('something was signed', 60_000, async () => {
    return (await shop.see('paul', '/v1/ledger/checkpoint')).status === 200;
  });
  const { exportId } = await shop.did('paul', '/v1/audit/exports');
  const known: Readonly<Record<string, string>> = {
    memberId: shop.members.ada,
    teamId,
    followUpId: followUp['followUpId'] as string,
    keyId: keyId as string,
    channel: 'sms',
    index: '0',
    path: 'entries/000.p/1',
  };
  const byPath: readonly (readonly [string, string])[] = [
    ['/v1/agents', shop.agents['front']!],
    ['/v1/contacts', contactId],
    ['/v1/handoffs', handoff!['handoffId'] as string],
    ['/v1/audit/exports', exportId as string],
    ['/v1/webhooks', webhookId as string],
    ['/v1/conversations', conversationId],
  ];
  const idFor = (path: string, parameter: string) =>
    known[parameter] ?? byPath.find(([start]) => path.startsWith(start))![1];
  const ids = [...byPath.map(([, id]) => id), teamId, keyId as string, known['followUpId']!];
  return { shop, idFor, marks: [word, shop.id, ...ids, ...Object.values(shop.members)] };
}
