import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Unexpected } from './expect.js';
import type { AgentOrders, FromAgent, ToAgent, TurnAsked, TurnReport } from './sample-agent.js';
import { within } from './within.js';

/** The sample agent's process, as the demo sees it: its reports, and the shop's order system that it asks. */
export interface AgentProcess {
  /** Where each agent is called. */
  readonly endpoints: { readonly frontLine: string; readonly billing: string };
  /** The agent's next report on a conversation. @throws Unexpected when none comes */
  report(conversationId: string): Promise<TurnReport>;
  /** What it was asked in a conversation so far. */
  turnsOf(conversationId: string): readonly TurnAsked[];
  /** Keeps the shop's answer about an order back. */
  hold(order: string): Held;
  stop(): Promise<void>;
}

export interface Held {
  /** The agent has asked, and waits. */
  readonly asked: Promise<void>;
  answer(): void;
}

const status = 'arrives tomorrow';

/** Resolves when it can be called. */
export async function startAgentProcess(orders: AgentOrders): Promise<AgentProcess> {
  const child = fork(fileURLToPath(new URL('./sample-agent.js', import.meta.url)), {
    env: { ...process.env, SAMPLE_AGENT: JSON.stringify(orders) },
  });
  const exited = once(child, 'exit');
  const reports = new Mailboxes<TurnReport>();
  const ready = new Mailboxes<AgentProcess['endpoints']>();
  const turns: TurnAsked[] = [];
  const asked = new Mailboxes<void>();
  const held = new Set<string>();
  const answer = (order: string) => child.send({ order, status } satisfies ToAgent);
  child.on('message', (message: FromAgent) => {
    if ('endpoints' in message) return ready.put('', message.endpoints);
    if ('asked' in message) return void turns.push(message.asked);
    if ('report' in message) return reports.put(message.report.conversationId, message.report);
    asked.put(message.lookUp, undefined);
    if (!held.has(message.lookUp)) answer(message.lookUp);
  });
  const alive = <T>(work: Promise<T>, what: string): Promise<T> =>
    within(
      what,
      Promise.race([
        work,
        exited.then(([code]): never => {
          throw new Unexpected(what, 'the sample agent to go on', `it ended with exit code ${String(code)}`);
        }),
      ]),
    );
  return {
    endpoints: await alive(ready.take(''), 'the sample agent'),
    turnsOf: (conversationId) => turns.filter((turn) => turn.conversationId === conversationId),
    report: (conversationId) => alive(reports.take(conversationId), "the agent's turn"),
    hold: (order) => {
      held.add(order);
      const question = alive(asked.take(order), `the agent's question about order ${order}`);
      return {
        asked: question,
        answer: () => {
          held.delete(order);
          answer(order);
        },
      };
    },
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill();
      await exited;
    },
  };
}

/** One queue for each key; whoever takes from an empty one waits. */
class Mailboxes<T> {
  private readonly kept = new Map<string, T[]>();
  private readonly takers = new Map<string, ((value: T) => void)[]>();

  put(key: string, value: T): void {
    const taker = this.takers.get(key)?.shift();
    if (taker !== undefined) taker(value);
    else this.kept.set(key, [...(this.kept.get(key) ?? []), value]);
  }

  take(key: string): Promise<T> {
    const kept = this.kept.get(key) ?? [];
    if (kept.length > 0) return Promise.resolve(kept.shift() as T);
    return new Promise((resolve) => this.takers.set(key, [...(this.takers.get(key) ?? []), resolve]));
  }
}
