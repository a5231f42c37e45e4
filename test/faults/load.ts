import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Acknowledged } from './checker.js';

/** Whom the load speaks for, and where. */
export interface Target {
  readonly url: string;
  readonly channelToken: string;
  readonly memberTokens: readonly string[];
}

export interface Load {
  /** What was answered with 200 so far. */
  readonly acknowledged: readonly Acknowledged[];
  /** Answers of the server's own failure. */
  readonly failures: readonly string[];
  /** Ends the load; gives the messages that were sent and never answered, to be delivered again as a channel would. */
  stop(): Promise<readonly Message[]>;
}

export interface Message {
  readonly text: string;
  readonly channelMessageId: string;
  readonly externalUserId: string;
}

/** Every fifth message asks for a person, so that there is something to claim while messages come. */
const texts = ['Hello', 'Where is my parcel?', 'I want a human', 'Thanks', 'One more thing'];

/** Customers who write one message after another, each until the server is gone, and members who claim and answer. */
export function startLoad(target: Target, customers: number): Load {
  const stopping = new AbortController();
  const acknowledged: Acknowledged[] = [];
  const failures: string[] = [];
  const unanswered: Message[] = [];
  const customer = async () => {
    const externalUserId = `customer-${randomUUID()}`;
    for (let n = 0; !stopping.signal.aborted; n += 1) {
      const message = { text: texts[n % texts.length]!, channelMessageId: randomUUID(), externalUserId };
      const answer = await deliver(target, message, stopping.signal);
      if (typeof answer === 'object') acknowledged.push(answer);
      else unanswered.push(message);
      if (answer === 'gone') return;
      if (typeof answer === 'number') failures.push(`${answer} to ${message.channelMessageId}`);
    }
  };
  const running = [
    ...Array.from({ length: customers }, customer),
    ...target.memberTokens.map((token) => claimAndAnswer(target.url, token, stopping.signal)),
  ];
  return {
    acknowledged,
    failures,
    stop: async () => {
      stopping.abort();
      await Promise.all(running);
      return unanswered;
    },
  };
}

/** Brings one message: what the server says it has, the status of another answer, or that it is gone. */
export async function deliver(
  { url, channelToken }: Target,
  message: Message,
  signal?: AbortSignal,
): Promise<Acknowledged | number | 'gone'> {
  const answer = await post(`${url}/v1/channels/web/messages`, channelToken, message, signal);
  if (answer === 'gone' || answer.status !== 200) return answer === 'gone' ? answer : answer.status;
  const { conversationId, messageId } = answer.body as Pick<Acknowledged, 'conversationId' | 'messageId'>;
  return { conversationId, messageId, channelMessageId: message.channelMessageId };
}

async function claimAndAnswer(url: string, token: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const queue = await call(`${url}/v1/queue?limit=20`, { headers: { authorization: `Bearer ${token}` }, signal });
    if (queue === 'gone') return;
    const { items = [] } = queue.body as { items?: { conversationId: string }[] };
    for (const { conversationId } of items) {
      const path = `${url}/v1/conversations/${conversationId}`;
      const claimed = await post(`${path}/claim`, token, {}, signal);
      if (claimed === 'gone') return;
      if (claimed.status === 200) await post(`${path}/replies`, token, { text: 'Here I am.' }, signal);
    }
    await pause(50, undefined, { signal }).catch(() => undefined);
  }
}

function post(url: string, token: string, body: unknown, signal?: AbortSignal) {
  return call(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...(signal === undefined ? {} : { signal }),
  });
}

async function call(url: string, init: RequestInit): Promise<{ status: number; body: unknown } | 'gone'> {
  try {
    const response = await fetch(url, init);
    return { status: response.status, body: await response.json() };
  } catch {
    // Refused, reset or cut off in the middle of an answer: nobody knows whether it was heard.
    return 'gone';
  }
}
