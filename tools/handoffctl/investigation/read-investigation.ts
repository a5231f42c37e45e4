import type { ConversationRow } from '#read-models';
import type { ApiClient, Refusal } from '../../api-client.js';
import { namesIn, tell, type Step, type StoryItem } from '../../narration/story.js';
import { Failure } from '../failure.js';

/** A conversation, and all that happened in it. */
export interface Investigation {
  readonly conversation: ConversationRow;
  readonly steps: readonly (Step & { readonly position: string; readonly item: StoryItem })[];
}

type Item = StoryItem & { readonly position: string };

/** @throws Failure with what the API says, where it refuses */
export async function readInvestigation(api: ApiClient, id: string): Promise<Investigation> {
  const read = async <T>(path: string): Promise<T> => {
    const { status, body } = await api.get<T>(path);
    if (status === 200) return body;
    const { code, detail } = body as unknown as Refusal;
    throw new Failure(`${detail} (${code})`);
  };
  const conversation = await read<ConversationRow>(`/v1/conversations/${id}`);
  const items: Item[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const at: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page = await read<{ items: Item[]; next: string | null }>(`/v1/conversations/${id}/timeline?limit=200${at}`);
    items.push(...page.items);
    cursor = page.next;
  }
  const names = namesIn(items);
  const { members } = await read<{ members: Readonly<Record<string, { readonly name: string | null }>> }>(
    '/v1/workspace',
  );
  const { items: agents } = await read<{ items: { agentId: string; name: string }[] }>('/v1/agents');
  for (const { agentId, name } of agents) names.set(agentId, name);
  for (const [memberId, { name }] of Object.entries(members)) if (name !== null) names.set(memberId, name);
  const cast = { customer: 'customer', nameOf: (who: string) => names.get(who) };
  return { conversation, steps: items.map((item) => ({ ...tell(item, cast), position: item.position, item })) };
}
