import { setTimeout as pause } from 'node:timers/promises';
import { apiClient, type ApiClient } from '../api-client.js';
import { billing, frontLine, type Move, type TurnSeen } from './answer-rules.js';

/*
 * An AI runtime, small: a process of its own that knows nothing but the API. It takes the turns of its agents by long polls and answers by
 * rules. What it would ask the shop's order system, it asks the program that started it.
 */

/** How it is told what to do, as JSON in the environment: a command line can be read by everybody on the machine. */
export interface AgentOrders {
  readonly url: string;
  readonly frontLine: { readonly agentId: string; readonly token: string };
  readonly billing: { readonly agentId: string; readonly token: string };
}

/** What it tells when it is done with a turn. */
export interface TurnReport {
  readonly conversationId: string;
  readonly outcome: 'done' | 'refused' | 'failed';
  /** Of the last command: hand it to a query to see everything the turn has led to. */
  readonly position?: string;
  /** Why it was refused. */
  readonly code?: string;
}

export type FromAgent = { readonly report: TurnReport } | { readonly lookUp: string };
export interface ToAgent {
  readonly order: string;
  readonly status: string;
}

type Turn = TurnSeen & { readonly turnId: string; readonly conversationId: string; readonly epoch: number };

class Refused extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

async function serve(api: ApiClient, agentId: string, rules: (turn: TurnSeen) => Move, orders: AgentOrders) {
  let since = '0';
  for (;;) {
    const { status, body } = await api.get<{ turns: Turn[]; next: string }>(
      `/v1/agents/${agentId}/turns?wait=25&since=${since}`,
    );
    if (status === 200) {
      since = body.next;
      // Side by side: a turn that takes long holds up nobody else's.
      for (const turn of body.turns) void take(api, turn, rules(turn), orders);
    } else await pause(500);
  }
}

/** Makes the move, and reports how it went. */
async function take(api: ApiClient, turn: Turn, move: Move, orders: AgentOrders): Promise<void> {
  const { conversationId } = turn;
  try {
    const position = await make(api, turn, move, orders);
    tell({ report: { conversationId, outcome: 'done', position } });
  } catch (error) {
    const refused = error instanceof Refused;
    const code = error instanceof Error ? error.message : String(error);
    tell({ report: { conversationId, outcome: refused ? 'refused' : 'failed', code } });
  }
}

async function make(api: ApiClient, turn: Turn, move: Move, orders: AgentOrders): Promise<string> {
  const { turnId, conversationId, epoch, messageId } = turn;
  const post = async (route: string, body: object): Promise<string> => {
    const answer = await api.post<{ position: string; code: string }>(`/v1/conversations/${conversationId}/${route}`, {
      epoch,
      ...body,
    });
    if (answer.status !== 200) throw new Refused(answer.body.code);
    return answer.body.position;
  };
  const say = (text: string) => post('agent-replies', { turnId, text });
  switch (move.kind) {
    case 'say':
      await say(move.text);
      return post('assessments', { turnId, answered: move.answered });
    case 'look_up': {
      const status = await lookUp(move.order);
      const action = { turnId, actionId: `look-up-${turnId}`, name: 'look_up_order' };
      await post('agent-actions', { ...action, arguments: { order: move.order }, result: { status } });
      await say(`Order ${move.order} ${status}.`);
      return post('assessments', { turnId, answered: true });
    }
    case 'pass_on': {
      await say(move.text);
      const { reasonText, context } = move;
      const why = { reasonCode: 'out_of_scope', reasonText, context };
      return post('hand-off-to-agent', { toAgentId: orders.billing.agentId, ...why });
    }
    case 'finish':
      await say(move.text);
      return post('close', { lastMessageSeen: messageId, reasonCode: 'resolved' });
  }
}

const waiting = new Map<string, (status: string) => void>();

/** Asks the shop. It may take its time. */
function lookUp(order: string): Promise<string> {
  return new Promise((resolve) => {
    waiting.set(order, resolve);
    tell({ lookUp: order });
  });
}

function tell(message: FromAgent): void {
  process.send?.(message);
}

const orders = JSON.parse(process.env.SAMPLE_AGENT ?? '{}') as AgentOrders;
process.on('message', ({ order, status }: ToAgent) => {
  waiting.get(order)?.(status);
  waiting.delete(order);
});
process.on('disconnect', () => process.exit(0));
await Promise.all([
  serve(apiClient(orders.url, orders.frontLine.token), orders.frontLine.agentId, frontLine, orders),
  serve(apiClient(orders.url, orders.billing.token), orders.billing.agentId, billing, orders),
]);
