import { randomUUID } from 'node:crypto';
import type { IssuerSettings } from '#access';
import { issueVisitorToken } from '#access';
import type { StoryApplication } from '../../parts/story-application.js';
import { StoryWorkspace } from '../../parts/story-workspace.js';
import type { World } from './run.js';

type Application = Pick<StoryApplication, 'url' | 'issuer' | 'commands' | 'heard'> & Partial<StoryApplication>;

/** A workspace with everybody in it, a chat, a webhook channel, some conversations, and a token for each of them. */
export async function openWorld(application: Application): Promise<World> {
  const shop = await StoryWorkspace.open(application as StoryApplication);
  await shop.hire('billing');
  await shop.set('connectors/chat', { kind: 'web' });
  await shop.set('connectors/sms', { kind: 'webhook', url: 'https://messenger.example.org/in' });
  for (const text of ['Hello', 'I want a human', 'Thanks']) await shop.write(text, randomUUID());
  const visitor = { workspaceId: shop.id, channel: 'chat', externalUserId: `visitor:${randomUUID()}` };
  return {
    port: Number(new URL(application.url).port),
    tokens: [...shop.everyToken(), await visitorToken(application.issuer, visitor)],
    ids: { workspaceId: shop.id, agentId: shop.agents['front']!, memberId: shop.members.ada, channel: 'chat' },
  };
}

function visitorToken(issuer: IssuerSettings, visitor: Parameters<typeof issueVisitorToken>[1]): Promise<string> {
  return issueVisitorToken(issuer, visitor, 3_600);
}
