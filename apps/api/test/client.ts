import { randomUUID } from 'node:crypto';
import type { RunningApi } from './running-api.js';

/** What of the answers tests look at by name; which of it is there depends on the route. */
export interface Body {
  readonly code: string;
  readonly state: string;
  readonly conversationId: string;
  readonly messageId: string;
  readonly agentId: string;
  readonly keyId: string;
  readonly key: string | null;
  readonly id: string;
  readonly secret?: string;
  readonly webhooks: readonly unknown[];
  readonly detail: string;
  readonly position: string;
  readonly next: string;
  readonly assignee: { readonly id: string; readonly name: string };
  readonly fields: readonly { readonly field: string }[];
  readonly items: readonly {
    readonly conversationId: string;
    readonly type: string;
    readonly contactId: string;
    readonly followUpId: string;
    readonly details: Readonly<Record<string, unknown>> & { readonly offerId?: string; readonly formId?: string };
    readonly actorId: string;
    readonly handoffId: string;
  }[];
  readonly turns: readonly {
    readonly conversationId: string;
    readonly turnId: string;
    readonly epoch: number;
    readonly messageId: string;
  }[];
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** Speaks to the API as one of the people and machines of its workspace. */
export interface Client {
  readonly tokens: Map<string, string>;
  get(who: string, path: string): Promise<Answer>;
  put(who: string, path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
  delete(who: string, path: string): Promise<Answer>;
  /** A text is sent as it is, anything else as JSON. */
  post(who: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** A message of a customer on the channel `web`. */
  write(text: string, from: string, channelMessageId?: string): Promise<Answer>;
}

export async function clientOf(api: RunningApi): Promise<Client> {
  const { members, agentId } = api;
  const tokens = new Map<string, string>();
  const member = async (name: keyof typeof members, role: 'owner' | 'operator' | 'auditor') =>
    tokens.set(name, await api.tokenOf({ kind: 'member', id: members[name], role }));
  await member('olga', 'owner');
  await member('ada', 'operator');
  await member('ben', 'operator');
  await member('paul', 'auditor');
  tokens.set('web', await api.tokenOf({ kind: 'integration', id: 'web', role: 'integration' }));
  tokens.set('runtime', await api.tokenOf({ kind: 'agent_runtime', id: 'rt', role: 'agent_runtime', agentId }));

  const call = async (who: string, path: string, init: RequestInit): Promise<Answer> => {
    const token = tokens.get(who);
    const headers = { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...init.headers };
    const response = await fetch(api.url + path, { ...init, headers });
    return { status: response.status, headers: response.headers, body: (await response.json()) as Body };
  };
  const send = (method: string, who: string, path: string, body: unknown, headers: Record<string, string> = {}) =>
    call(who, path, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const post: Client['post'] = (who, path, body = {}, headers) => send('POST', who, path, body, headers);
  return {
    tokens,
    post,
    put: (who, path, body, headers) => send('PUT', who, path, body, headers),
    delete: (who, path) => call(who, path, { method: 'DELETE' }),
    get: (who, path) => call(who, path, {}),
    write: (text, from, channelMessageId = randomUUID()) =>
      post('web', '/v1/channels/web/messages', { text, channelMessageId, externalUserId: from }),
  };
}
