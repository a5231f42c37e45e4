import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { ConversationEvent } from '#domain';
import type { EventStore } from '#event-store';
import { apiClient, type ApiClient } from '../../tools/api-client.js';
import { Messenger } from '../parts/messenger.js';
import { Runtime } from '../parts/runtime.js';
import { until } from '../parts/until.js';
import type { Standalone } from './standalone.js';

/** What a round of interleavings showed. */
export interface Fencing {
  /** Answers of the agent that the customers were shown. */
  readonly shown: number;
  /** Turns of which an answer was refused, as the runtime and the channel saw it; the events that say so; the metric. */
  readonly refusedTurns: number;
  readonly fencedEvents: number;
  readonly metric: number;
  /** Everything that is wrong, as sentences. */
  readonly violations: readonly string[];
}

/** What a standalone must be started with for it: the messenger and the runtime are on this machine, and everybody is in a hurry. */
export const fencingSettings = {
  HANDOFF_OUTBOUND_ALLOW: '127.0.0.1',
  HANDOFF_RATE_PER_MEMBER: '0',
  HANDOFF_RATE_PER_INTEGRATION: '0',
  HANDOFF_RATE_PER_ADDRESS: '0',
};

const atOnce = 100;
const lateMs = 5_000;
const restMs = 180_000;

/** A little random number generator (mulberry32), so that a run can be had again by its seed. */
function random(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * Lets a runtime answer at once or five seconds late, in its response, by a command or both, while a member takes conversations over and
 * gives them back at random moments: all of it over HTTP. Then holds what the customers were shown to the log.
 */
export async function fencingRound(standalone: Standalone, interleavings: number, seed: number): Promise<Fencing> {
  const { url, sample } = await standalone.ready();
  const [messenger, runtime] = [await Messenger.start(), await Runtime.start()];
  const { log, views, close } = await standalone.look();
  try {
    const api = (who: string) => apiClient(url, standalone.token(who));
    const [owner, ada, customers] = [api('Olga Berg'), api('Ada Martin'), api('web channel')];
    const speaker = api('runtime of Front line');
    const { frontLine } = sample.agents;
    done(await owner.put('/v1/workspace/connectors/sms', { kind: 'webhook', url: messenger.url }));
    done(await owner.post(`/v1/agents/${frontLine}/versions`, { settings: { endpoint: runtime.url } }));
    done(await owner.post(`/v1/agents/${frontLine}/publish`));

    const chance = random(seed);
    const asked = new Set<string>();
    const refused = new Set<string>();
    runtime.mind = async ({ turn: { turnId, conversationId, epoch } }) => {
      asked.add(conversationId);
      const [byCommand, byResponse] = [chance() < 0.6, chance() < 0.7];
      await pause(chance() < 0.5 ? lateMs : chance() * 300);
      if (byCommand) {
        const reply = { turnId, epoch, text: `epoch ${epoch}` };
        const answer = await speaker.post<{ code?: string }>(
          `/v1/conversations/${conversationId}/agent-replies`,
          reply,
        );
        if (answer.body.code === 'stale_epoch') refused.add(turnId);
        else done(answer);
      }
      return byResponse || !byCommand ? { messages: [{ text: `epoch ${epoch} in the response` }] } : {};
    };
    const ids: string[] = [];
    for (let begun = 0; begun < interleavings; begun += atOnce) {
      const length = Math.min(atOnce, interleavings - begun);
      const life = () => live({ customers, ada, chance, asked });
      ids.push(...(await Promise.all(Array.from({ length }, life))));
    }
    await nothingIsLeft(views);
    for (const turnId of await fencedInChannel(views)) refused.add(turnId);
    const found = await check(log, ids, messenger);
    const metric = await fencedByMetric(log, api('Sofia Rossi'));
    const fenced = new Set(found.fenced);
    const missing = [...refused].filter((turnId) => !fenced.has(turnId)).map((turnId) => `${turnId} is not counted`);
    const tooMany = [...fenced].filter((turnId) => !refused.has(turnId)).map((turnId) => `${turnId} was not refused`);
    const doubled = found.fenced.length === fenced.size ? [] : ['a turn is counted twice'];
    const counted = metric === fenced.size ? [] : [`the metric says ${metric}, the log ${fenced.size}`];
    return {
      ...{ shown: found.shown, refusedTurns: refused.size, fencedEvents: found.fenced.length, metric },
      violations: [...found.violations, ...missing, ...tooMany, ...doubled, ...counted],
    };
  } finally {
    await close();
    await Promise.all([messenger.stop(), runtime.stop()]);
  }
}

interface Players {
  readonly customers: ApiClient;
  readonly ada: ApiClient;
  readonly chance: () => number;
  readonly asked: ReadonlySet<string>;
}

/** One conversation: written to, taken over, given back, perhaps taken over again. @returns its id */
async function live({ customers, ada, chance, asked }: Players): Promise<string> {
  const wait = () => pause(chance() < 0.5 ? chance() * 400 : lateMs - 500 + chance() * 1_000);
  const message = { channelMessageId: randomUUID(), externalUserId: randomUUID(), text: 'Hello' };
  const { conversationId } = done(
    await customers.post<{ conversationId: string }>('/v1/channels/sms/messages', message),
  );
  const act = (what: string, body: object) => ada.post(`/v1/conversations/${conversationId}/${what}`, body).then(done);
  // Taken over before it was even asked, it would not be asked at all.
  await until('the runtime is asked', restMs, () => Promise.resolve(asked.has(conversationId) || undefined));
  await wait();
  if (chance() < 0.1) return conversationId;
  await act('assume', {});
  await wait();
  const resume = chance() < 0.5 ? 'immediate' : 'on_next_message';
  await act('return-to-ai', { reasonCode: 'resolved', resume, confirmed: true });
  await wait();
  if (chance() < 0.5) await act('assume', {});
  return conversationId;
}

function done<T>({ status, body }: { readonly status: number; readonly body: T }): T {
  if (status !== 200) throw new Error(`expected 200, not ${status}: ${JSON.stringify(body)}`);
  return body;
}

/** Waits until there is nothing to send or to ask. */
async function nothingIsLeft(views: Pool): Promise<void> {
  let quiet = 0;
  await until('everything is out', restMs, async () => {
    const { rows } = await views.query<{ left: number }>(
      "select count(*)::int as left from messaging.delivery where state = 'waiting'",
    );
    quiet = rows[0]!.left === 0 ? quiet + 1 : 0;
    return quiet >= 10 ? true : undefined;
  });
}

/** The turns whose answers the channel saw refused. */
async function fencedInChannel(views: Pool): Promise<readonly string[]> {
  const { rows } = await views.query<{ turnId: string }>(
    `select delivery_id as "turnId" from messaging.delivery where work = 'turns' and code = 'fenced'`,
  );
  return rows.map(({ turnId }) => turnId);
}

async function fencedByMetric(log: EventStore, supervisor: ApiClient): Promise<number> {
  const after = String(await log.head(['conversation-', 'agent-', 'workspace-', 'contact-']));
  const { items } = done(await supervisor.get<{ items: { fencedReplies: number }[] }>(`/v1/metrics?after=${after}`));
  return items.reduce((sum, { fencedReplies }) => sum + fencedReplies, 0);
}

/** Holds what arrived to what was said, and what was said to who had the conversation then. */
async function check(log: EventStore, ids: readonly string[], { arrived }: Messenger) {
  const violations: string[] = [];
  const fenced: string[] = [];
  let shown = 0;
  for (const id of ids) {
    const events = (await log.readStream(`conversation-${id}`)).map(({ event }) => event as ConversationEvent);
    const said = events.flatMap((event) => (event.type === 'AgentReplied' ? [event.data.messageId] : []));
    const seen = arrived.flatMap(({ data }) =>
      data.conversationId === id && data.kind === 'message' ? [data.messageId] : [],
    );
    if (seen.join() !== said.join())
      violations.push(`${id}: the customer saw ${seen.length} of ${said.length} answers`);
    shown += seen.length;
    let epoch = 0;
    for (const event of events) {
      const of = (event.data as { epoch?: number }).epoch;
      if (event.type === 'AgentReplyFenced') fenced.push(event.data.turnId);
      else if (event.type === 'AgentReplied') {
        if (of !== epoch) violations.push(`${id}: an answer of epoch ${of} under epoch ${epoch}`);
      } else if (of !== undefined) epoch = of;
    }
  }
  return { violations, fenced, shown };
}
