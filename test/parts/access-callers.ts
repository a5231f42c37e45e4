import { randomUUID } from 'node:crypto';
import type { Column } from '#access';
import type { StoryApplication } from './story-application.js';
import type { StoryWorkspace } from './story-workspace.js';

/** Somebody who asks, under a name in the workspace. `column`: of the table; else how everything is refused. */
export interface AccessCaller {
  readonly who: string;
  readonly column: Column | 401 | 403;
}

/** Lets in everybody that there is: every role by a token, both kinds of API keys, and who must get in nowhere. */
export async function everybody(application: StoryApplication, shop: StoryWorkspace): Promise<readonly AccessCaller[]> {
  const role = { role: 'admin', memberId: randomUUID() } as const;
  await shop.did('olga', '/v1/workspace/members', { ...role, name: 'Anna Lind' });
  await shop.letIn('anna', { kind: 'member', id: role.memberId, role: 'admin' });
  const gone = randomUUID();
  await shop.did('olga', '/v1/workspace/members', { memberId: gone, role: 'owner', name: 'Gero Weg' });
  await shop.letIn('gero', { kind: 'member', id: gone, role: 'owner' });
  await shop.send('delete', 'olga', `/v1/workspace/members/${gone}`);

  const issue = async (name: string, key: object) => {
    const { key: text, keyId } = await shop.did('olga', '/v1/workspace/api-keys', { name, ...key });
    shop.know(name, text as string);
    return keyId as string;
  };
  const agentId = shop.agents['front'];
  await issue('key of the CRM', { kind: 'integration' });
  await issue('key of front', { kind: 'agent_runtime', agentId });
  const revoked = await issue('revoked key', { kind: 'integration' });
  await shop.send('delete', 'olga', `/v1/workspace/api-keys/${revoked}`);

  await shop.set('connectors/chat', { kind: 'web' });
  const chat = await fetch(`${application.channelUrl}/chat/${shop.id}/chat/visitors`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  shop.know('visitor', ((await chat.json()) as { readonly token: string }).token);
  return [
    { who: 'olga', column: 'owner' },
    { who: 'anna', column: 'admin' },
    { who: 'sofia', column: 'supervisor' },
    { who: 'ada', column: 'operator' },
    { who: 'paul', column: 'auditor' },
    { who: 'web', column: 'integration' },
    { who: 'front', column: 'agent_runtime' },
    { who: 'key of the CRM', column: 'integration' },
    { who: 'key of front', column: 'agent_runtime' },
    { who: 'gero', column: 403 },
    { who: 'revoked key', column: 401 },
    { who: 'visitor', column: 401 },
    { who: 'nobody', column: 401 },
  ];
}
