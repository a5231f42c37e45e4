import { setTimeout as pause } from 'node:timers/promises';
import type { DeadlineChange } from '#domain';
import { text, type Writer } from '../commands/conversations.js';
import type { Stage } from '../commands/stage.js';
import { startTimekeeper } from './start-timekeeper.js';
import { watchTimeouts } from './timeouts.js';

const messages = 1_000;

/** An idle window of six seconds that a thousand messages extend: it ends once, after the last of them. */
export async function extendedWindow(stage: Stage, writer: Writer) {
  const timeouts = watchTimeouts(stage.eventStoreUrl, 'idle');
  const timekeeper = await startTimekeeper(stage);
  const agentId = await writer.agent({ idleTimeoutMinutes: 0.1 });
  const id = await writer.conversation(agentId);
  for (let n = 1; n <= messages; n += 1) {
    if (n % 50 === 0) process.stderr.write(`an idle window is extended: ${n} of ${messages} …      \r`);
    await writer.reply(id, text);
  }
  const last = (await writer.platform.store.readStream(`conversation-${id}`)).at(-1)!.event.data;
  const { armed } = (last as { readonly deadlines: DeadlineChange }).deadlines;
  const due = Date.parse(armed.find(({ kind }) => kind === 'idle')!.dueAt);
  await timeouts.reach(1, due - Date.now() + 60_000);
  await pause(2_000);
  await timekeeper.kill();
  await timeouts.stop();
  const own = timeouts.written.filter(({ conversation }) => conversation === id);
  return { times: own.length, lateMs: (own[0]?.at ?? NaN) - due };
}
