import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import type { Acknowledged } from './checker.js';
import { targetOf, untilReady, violationsOf } from './kill-round.js';
import { deliver, startLoad } from './load.js';
import { killAtOnce, survivorsOf } from './processes.js';
import { dataFolder, Standalone } from './standalone.js';

let folder: Awaited<ReturnType<typeof dataFolder>>;
let standalone: Standalone;
const acknowledged: Acknowledged[] = [];

beforeAll(async () => {
  folder = await dataFolder();
  standalone = new Standalone(folder.dir);
  await standalone.ready();
}, 60_000);

afterAll(async () => {
  await standalone.kill();
  await folder.remove();
});

describe('one server of the product killed under load', () => {
  // The event store lives on PostgreSQL: without it, either of them may be gone first.
  it.each([
    ['the event store', /event-store-node\.js/, /^The event store has stopped\. /],
    ['PostgreSQL', /postgres -D /, /^(PostgreSQL|The event store) has stopped\. /],
  ])(
    'ends the rest in order with one sentence, and the next start goes on: %s',
    async (_name, command, sentence) => {
      const load = startLoad(await targetOf(standalone), 10);
      const family = await standalone.family();
      const victim = family.find((one) => command.test(one.command));
      await pause(500);
      killAtOnce([victim!]);
      const { code, said } = await standalone.ended;
      const unanswered = await load.stop();
      expect(code).toBe(1);
      expect(said.split('\n').filter((line) => sentence.test(line))).toHaveLength(1);
      expect(said).not.toMatch(/\n\s+at /);
      expect(await survivorsOf(family)).toEqual([]);

      standalone = new Standalone(folder.dir);
      const target = await targetOf(standalone);
      const again = await Promise.all(unanswered.map((message) => deliver(target, message)));
      acknowledged.push(...load.acknowledged, ...again.filter((answer) => typeof answer === 'object'));
      expect(again.filter((answer) => typeof answer !== 'object')).toEqual([]);
      await untilReady(target.url);
      expect(await violationsOf(standalone, acknowledged)).toEqual([]);
    },
    60_000,
  );
});
