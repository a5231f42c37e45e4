import { randomUUID } from 'node:crypto';
import type { StoryApplication } from '../../parts/story-application.js';
import { StoryWorkspace } from '../../parts/story-workspace.js';
import type { World } from './run.js';

type Application = Pick<StoryApplication, 'url' | 'tokenFor' | 'commands' | 'heard'> & Partial<StoryApplication>;

/** A workspace with everybody in it, a chat, a webhook channel, some conversations, and a token for each of them. */
export async function openWorld(application: Application): Promise<World> {
  const shop = await StoryWorkspace.open(application as StoryApplication);
  await shop.hire('billing');
  await shop.set('connectors/chat', { kind: 'web' });
  await shop.set('connectors/sms', { kind: 'webhook', url: 'https://messenger.example.org/in' });
  for (const text of ['Hello', 'I want a human', 'Thanks']) await shop.write(text, randomUUID());
  return {
    port: Number(new URL(application.url).port),
    tokens: [...shop.everyToken(), await visitorToken(application.url, shop.id)],
    ids: { workspaceId: shop.id, agentId: shop.agents['front']!, memberId: shop.members.ada, channel: 'chat' },
  };
}

async function visitorToken(url: string, workspaceId: string): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${url}/chat/${workspaceId}/chat/visitors`, { method: 'POST', headers, body: '{}' });
  return ((await answer.json()) as { token: string }).token;
}
