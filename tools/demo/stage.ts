import type { Answer, ApiClient } from '../api-client.js';
import { apiClient } from '../api-client.js';
import type { NameOf } from '../narration/words.js';
import type { Page } from './page.js';
import type { Product } from './product.js';

/** A member, or the web channel, with a token of their own. */
export interface Player {
  readonly id: string;
  readonly name: string;
  readonly api: ApiClient;
}

/** Everything a scene needs: who plays, and where it is told. */
export interface Stage {
  readonly page: Page;
  readonly channel: ApiClient;
  readonly owner: Player;
  readonly supervisor: Player;
  readonly operators: readonly [Player, Player];
  readonly auditor: Player;
  readonly agents: { readonly frontLine: string; readonly billing: string };
  /** Of members and agents. */
  readonly nameOf: NameOf;
  /** Names of the customers by contact, in the order in which they came. */
  readonly customers: Map<string, string>;
}

/** What a command on a conversation answers; `code` and `detail` where it is refused. */
export interface Receipt {
  readonly conversationId: string;
  readonly state: string;
  readonly epoch: number;
  readonly position: string;
  /** Of the message, where it was one. */
  readonly messageId?: string;
  readonly assignee?: { readonly id: string; readonly name: string };
  readonly agent?: { readonly id: string; readonly name: string };
  readonly code?: string;
  readonly detail?: string;
}

export type Received = Answer<Receipt>;

/** Gives everybody in the sample workspace their part. */
export function setStage({ url, sample }: Product, page: Page): Stage {
  const players = sample.tokens.map(({ who, role, id, token }) => ({
    id,
    name: who,
    role,
    api: apiClient(url, token),
  }));
  const of = (role: string, n = 0): Player => players.filter((one) => one.role === role)[n]!;
  const names = new Map<string, string>(players.map(({ id, name }) => [id, name]));
  names.set(sample.agents.frontLine, 'Front line').set(sample.agents.billing, 'Billing specialist');
  return {
    page,
    channel: of('integration').api,
    owner: of('owner'),
    supervisor: of('supervisor'),
    operators: [of('operator'), of('operator', 1)],
    auditor: of('auditor'),
    agents: sample.agents,
    nameOf: (id) => names.get(id),
    customers: new Map(),
  };
}
