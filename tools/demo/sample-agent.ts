import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { billing, frontLine, type Move, type TurnSeen } from './answer-rules.js';

/*
 * An AI runtime, small: a process of its own with an endpoint for each agent. It is called for every turn its agent owes, sees to it that
 * the call is signed, and says in its answer what the agent does, by rules. What it would ask the shop's order system, it asks the program
 * that started it.
 */

/** How it is told what to do, as JSON in the environment: a command line can be read by everybody on the machine. */
export interface AgentOrders {
  readonly frontLine: AgentSeat;
  readonly billing: AgentSeat;
}

export interface AgentSeat {
  readonly agentId: string;
  /** That its calls are signed with. */
  readonly secret: string;
}

/** What it was asked. */
export interface TurnAsked {
  readonly conversationId: string;
  readonly agent: string;
  readonly cause: string;
  readonly text: string | null;
  /** How many messages of the conversation came with it. */
  readonly messages: number;
}

/** What it tells when it has answered a turn. */
export interface TurnReport {
  readonly conversationId: string;
  /** The last thing its answer leads to, if it is carried out. */
  readonly leadsTo: string;
}

export type FromAgent =
  | { readonly endpoints: { readonly frontLine: string; readonly billing: string } }
  | { readonly asked: TurnAsked }
  | { readonly report: TurnReport }
  | { readonly lookUp: string };

export interface ToAgent {
  readonly order: string;
  readonly status: string;
}

/** What of a call is used here; apps/channel/src/turns/turn-request.ts has all of it. */
interface TurnRequest extends Pick<TurnSeen, 'cause' | 'context'> {
  readonly turnId: string;
  readonly conversationId: string;
  readonly agent: { readonly name: string };
  readonly messages: readonly {
    readonly messageId: string;
    readonly author: string;
    readonly text: string | null;
  }[];
}

const orders = JSON.parse(process.env.SAMPLE_AGENT ?? '{}') as AgentOrders;
const seats = {
  '/front-line': { ...orders.frontLine, rules: frontLine },
  '/billing': { ...orders.billing, rules: billing },
} as const;

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const seat = seats[request.url as keyof typeof seats];
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString('utf8');
  if (seat === undefined) return void response.writeHead(404).end();
  try {
    new Webhook(seat.secret).verify(body, request.headers as Record<string, string>);
  } catch (error) {
    if (!(error instanceof WebhookVerificationError)) throw error;
    return void response.writeHead(401).end();
  }
  const { data } = JSON.parse(body) as { data: TurnRequest };
  const { conversationId, agent, cause, messages, context } = data;
  const last = cause === 'resume' ? undefined : messages.findLast(({ author }) => author === 'customer');
  const text = last?.text ?? null;
  tell({ asked: { conversationId, agent: agent.name, cause, text, messages: messages.length } });
  const move = seat.rules({ cause, text, messageId: last?.messageId ?? null, context });
  const answer = await answerOf(data, move);
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  tell({ report: { conversationId, leadsTo: leadsTo[move.kind] } });
}

const leadsTo: Readonly<Record<Move['kind'], string>> = {
  say: 'TurnAssessed',
  look_up: 'TurnAssessed',
  pass_on: 'HandedOffToAgent',
  finish: 'ConversationClosed',
};

/** A move as the answer to the call; apps/channel/src/turns/turn-answer.ts has everything it may say. */
async function answerOf({ turnId }: TurnRequest, move: Move): Promise<object> {
  switch (move.kind) {
    case 'say':
      return { messages: [{ text: move.text }], assessment: { answered: move.answered } };
    case 'look_up': {
      const status = await lookUp(move.order);
      const action = { actionId: `look-up-${turnId}`, name: 'look_up_order' };
      return {
        actions: [{ ...action, arguments: { order: move.order }, result: { status } }],
        messages: [{ text: `Order ${move.order} ${status}.` }],
        assessment: { answered: true },
      };
    }
    case 'pass_on': {
      const { text, reasonText, context } = move;
      const why = { reasonCode: 'out_of_scope', reasonText, context };
      return { messages: [{ text }], handToAgent: { toAgentId: orders.billing.agentId, ...why } };
    }
    case 'finish':
      return { messages: [{ text: move.text }], close: { reasonCode: 'resolved' } };
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

process.on('message', ({ order, status }: ToAgent) => {
  waiting.get(order)?.(status);
  waiting.delete(order);
});
process.on('disconnect', () => process.exit(0));
const server = createServer((request, response) => void serve(request, response));
server.listen(0, '127.0.0.1', () => {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  tell({ endpoints: { frontLine: `${url}/front-line`, billing: `${url}/billing` } });
});
