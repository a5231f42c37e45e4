import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { AssumeConversation, ReplyAsAgent, ReturnToAI } from '#commands';
import { Rejected } from '#domain';
import { Messenger } from '../../../../test/parts/messenger.js';
import { Runtime } from '../../../../test/parts/runtime.js';
import { startChannel, type RunningChannel } from '../../test/running-channel.js';

/** A hundred in every run; HANDOFF_TEST_INTERLEAVINGS=1000 for a long one. */
const interleavings = Number(process.env.HANDOFF_TEST_INTERLEAVINGS ?? 100);
const atOnce = 40;

let channel: RunningChannel;
let runtime: Runtime;
let messenger: Messenger;

beforeAll(async () => {
  runtime = await Runtime.start();
  messenger = await Messenger.start();
  channel = await startChannel({ endpoint: runtime.url });
  await channel.connect({ kind: 'webhook', url: messenger.url });
}, 60_000);
afterAll(async () => {
  await channel.stop();
  await Promise.all([runtime.stop(), messenger.stop()]);
});

/** A little random number generator (mulberry32), so that a run can be had again by its seed. */
function random(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const asAda = () => channel.issue({ kind: 'member', id: channel.ada.id });

/** Conversations whose runtime has been asked for something. */
const asked = new Set<string>();

/** Every turn whose answer was refused because control had moved. */
const refusedTurns = new Set<string>();

/** A customer writes, the runtime answers late and twice, and a member takes over and gives back in between. */
async function live(chance: () => number): Promise<string> {
  const wait = () => pause(chance() * 80);
  const { conversationId } = await channel.write('Hello');
  const member = channel.ada;
  // Taken over before it was even asked, it would not be asked at all.
  while (!asked.has(conversationId)) await pause(2);
  await wait();
  await channel.run(new AssumeConversation(conversationId, { member }, asAda()));
  await wait();
  const resume = chance() < 0.5 ? ('immediate' as const) : ('on_next_message' as const);
  await channel.run(new ReturnToAI(conversationId, { member, resume, confirmed: true }, asAda()));
  await wait();
  if (chance() < 0.5) await channel.run(new AssumeConversation(conversationId, { member }, asAda()));
  return conversationId;
}

describe('an answer under an old epoch', () => {
  it(`never reaches the customer, however late and however often it comes, in ${interleavings} interleavings`, async () => {
    const chance = random(20_261_120);
    runtime.mind = async ({ turn: { turnId, conversationId, epoch } }) => {
      asked.add(conversationId);
      await pause(chance() * 40);
      const answer = { agentId: channel.agentId, turnId, epoch, text: `epoch ${epoch}`, attachments: [] };
      await channel.run(new ReplyAsAgent(conversationId, answer, channel.issue())).catch((error: unknown) => {
        if (!(error instanceof Rejected && error.code === 'stale_epoch')) throw error;
        refusedTurns.add(turnId);
      });
      await pause(chance() * 20);
      return { messages: [{ text: `epoch ${epoch} again` }] };
    };
    const ids: string[] = [];
    for (let done = 0; done < interleavings; done += atOnce) {
      const length = Math.min(atOnce, interleavings - done);
      ids.push(...(await Promise.all(Array.from({ length }, () => live(chance)))));
    }
    await everythingIsOut();

    let [shown, fenced] = [0, 0];
    for (const id of ids) {
      const events = await channel.events(id);
      const replies = events.filter((event) => event.type === 'AgentReplied');
      // What was shown is what was said, in its order: nothing else of an agent arrived, and nothing twice.
      const order = replies.map(({ data }) => data.messageId);
      const arrived = messenger.arrived.filter(({ data }) => data.conversationId === id);
      const ofAgent = arrived.filter(({ data }) => data.kind === 'message').map(({ data }) => data.messageId);
      expect(ofAgent).toEqual(order);
      shown += order.length;
      // Each was said under the epoch of its time.
      let epoch = 0;
      for (const { type, data } of events) {
        const of = (data as { epoch?: number }).epoch;
        if (type === 'AgentReplied') expect(of).toBe(epoch);
        else if (of !== undefined && type !== 'AgentReplyFenced') epoch = of;
      }
      const recorded = events.filter(({ type }) => type === 'AgentReplyFenced');
      fenced += new Set(recorded.map(({ data }) => (data as { turnId: string }).turnId)).size;
      expect(recorded.length).toBe(new Set(recorded.map(({ data }) => (data as { turnId: string }).turnId)).size);
    }
    // The first answer of each such turn was refused here, or its second one in the service: each turn is counted once.
    expect(fenced).toBeGreaterThanOrEqual(refusedTurns.size);
    expect(Math.min(shown, fenced)).toBeGreaterThan(interleavings / 10);
    process.stdout.write(`${interleavings} interleavings: ${shown} answers shown, ${fenced} turns fenced\n`);
  }, 600_000);
});

/** Waits until nothing is left to send or to ask. */
async function everythingIsOut(): Promise<void> {
  for (let quiet = 0; quiet < 5; await pause(200)) {
    const { rows } = await channel.pool.query<{ left: number }>(
      `select count(*)::int as left from messaging.delivery where state = 'waiting'`,
    );
    quiet = rows[0]!.left === 0 ? quiet + 1 : 0;
  }
}
