import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RecordedRefusal, Rejected, type Aggregate, type DomainEvent } from '#domain';
import { decideOn, type CommandMeta } from './decide-on.js';
import { RevisionConflict, type EventStore } from './event-store.js';
import { isReadable } from './events.js';
import type { LogBatch } from './follow-options.js';

type Counted = DomainEvent<'Counted', { readonly by: number }>;

const counter: Aggregate<number, Counted> = {
  category: 'counter',
  initial: 0,
  evolve: (total, event) => total + event.data.by,
};

const at = '2026-11-20T03:12:42.123Z';
const counted = (by: number): Counted => ({ type: 'Counted', at, data: { by } });

function meta(commandId: string = randomUUID(), commandHash = 'hash', workspaceId = 'w1'): CommandMeta {
  return { commandId, commandHash, workspaceId, actor: { kind: 'system', id: 'test' }, correlationId: commandId };
}

function stored(by: number) {
  const event = counted(by);
  const { commandId, commandHash, workspaceId, actor, correlationId } = meta();
  return {
    eventId: randomUUID(),
    event,
    metadata: {
      workspaceId,
      actor,
      commandId,
      commandHash,
      correlationId,
      occurredAt: at,
      causationId: null,
      schemaVersion: 1,
    },
  };
}

/** What every log must do for us, whoever runs it. `open` connects anew, so that caches of one process can be told apart. */
export function eventStoreContract(name: string, open: () => Promise<EventStore>): void {
  describe(`the log on ${name}`, () => {
    let store: EventStore;
    beforeAll(async () => (store = await open()));
    afterAll(() => store.close());

    it('gives back what was appended, in order, with revisions from 0 and growing positions', async () => {
      const stream = `counter-${randomUUID()}`;
      const first = await store.append(stream, 'no_stream', [stored(1), stored(2)]);
      const second = await store.append(stream, first.revision, [stored(3)]);
      const events = await store.readStream(stream);
      expect(events.map(({ event }) => event.data)).toEqual([{ by: 1 }, { by: 2 }, { by: 3 }]);
      expect(events.map(({ revision }) => revision)).toEqual([0n, 1n, 2n]);
      expect(second.position).toBe(events[2]!.position);
      expect(events[0]!.position < events[1]!.position && events[1]!.position < events[2]!.position).toBe(true);
    });

    it('has no events for a stream that does not exist', async () => {
      expect(await store.readStream(`counter-${randomUUID()}`)).toEqual([]);
    });

    it('takes the same append again as the same, and answers as the first time', async () => {
      const stream = `counter-${randomUUID()}`;
      const events = [stored(1), stored(2)];
      const first = await store.append(stream, 'no_stream', events);
      await store.append(stream, first.revision, [stored(3)]);
      expect(await store.append(stream, 'no_stream', events)).toEqual(first);
      expect(await store.readStream(stream)).toHaveLength(3);
    });

    it('refuses an append to a stream that moved on', async () => {
      const stream = `counter-${randomUUID()}`;
      await store.append(stream, 'no_stream', [stored(1)]);
      await expect(store.append(stream, 'no_stream', [stored(2)])).rejects.toThrow(RevisionConflict);
    });

    it('can be paged from any position, and says when its end is reached', async () => {
      const category = `paged${randomUUID().slice(0, 8)}`;
      for (const by of [1, 2, 3]) await store.append(`${category}-${by}`, 'no_stream', [stored(by)]);
      const seen: unknown[] = [];
      let after = (await store.readStream(`${category}-1`))[0]!.position;
      for (let atEnd = false; !atEnd;) {
        const page = await store.readAll({ after, maxCount: 1, streamPrefixes: [`${category}-`] });
        seen.push(...page.entries.filter(isReadable).map(({ event }) => event.data));
        ({ position: after, atEnd } = page);
      }
      expect(seen).toEqual([{ by: 2 }, { by: 3 }]);
    });

    it('is followed from the start and on into the present, each event once and in order', async () => {
      const category = `followed${randomUUID().slice(0, 8)}`;
      const stop = new AbortController();
      const seen: number[] = [];
      const positions: bigint[] = [];
      const enough = (count: number) =>
        new Promise<void>((resolve) => {
          waiting = { count, resolve };
          check();
        });
      let waiting: { count: number; resolve: () => void } | undefined;
      const check = () => waiting !== undefined && seen.length >= waiting.count && waiting.resolve();
      for (let by = 0; by < 50; by += 1) await store.append(`${category}-${by % 7}-${by}`, 'no_stream', [stored(by)]);
      const following = store.follow({
        after: undefined,
        streamPrefixes: [`${category}-`],
        maxBatch: 8,
        onBatch: ({ entries, position }: LogBatch) => {
          for (const entry of entries) if (isReadable(entry)) seen.push((entry.event as Counted).data.by);
          positions.push(position);
          check();
          return Promise.resolve();
        },
        signal: stop.signal,
      });
      await enough(50);
      for (let by = 50; by < 60; by += 1) await store.append(`${category}-live-${by}`, 'no_stream', [stored(by)]);
      await enough(60);
      stop.abort();
      await following;
      expect(seen).toEqual(Array.from({ length: 60 }, (_, by) => by));
      expect(positions).toEqual([...positions].sort((a, b) => (a < b ? -1 : 1)));
      expect(await store.head([`${category}-`])).toBe((await store.readStream(`${category}-live-59`))[0]!.position);
    });

    it('hands what the reader throws to whoever follows, and goes on nowhere', async () => {
      const stream = `thrown-${randomUUID()}`;
      await store.append(stream, 'no_stream', [stored(1)]);
      const following = store.follow({
        after: undefined,
        streamPrefixes: [stream],
        maxBatch: 8,
        onBatch: () => Promise.reject(new Error('the database is away')),
        signal: new AbortController().signal,
      });
      await expect(following).rejects.toThrow('the database is away');
    });

    describe('when commands are decided on it', () => {
      it('stores the same command once, and gives each retry the first receipt', async () => {
        const id = randomUUID();
        const command = meta();
        const add = () => decideOn(store, counter, id, () => [counted(1)], command);
        const answers = await Promise.all(Array.from({ length: 20 }, add));
        expect(new Set(answers.map(({ receipt }) => receipt.revision))).toEqual(new Set([0n]));
        expect(await store.readStream(`counter-${id}`)).toHaveLength(1);
      });

      it('refuses a command id that comes again with another body', async () => {
        const id = randomUUID();
        const command = meta();
        await decideOn(store, counter, id, () => [counted(1)], command);
        const other = { ...command, commandHash: 'another' };
        await expect(decideOn(store, counter, id, () => [counted(2)], other)).rejects.toMatchObject({
          code: 'command_id_reused',
          kind: 'invalid',
        });
      });

      it('lets none of many writers in several processes overtake another', async () => {
        const id = randomUUID();
        const other = await open();
        const add = (n: number) =>
          decideOn(n % 2 ? store : other, counter, id, (total) => [counted(total + 1 - total)], meta());
        await Promise.all(Array.from({ length: 24 }, (_, n) => add(n)));
        const { state } = await decideOn(store, counter, id, () => [], meta());
        await other.close();
        expect(state).toBe(24);
      });

      it('does not say no from a state that another process has changed since', async () => {
        const id = randomUUID();
        const other = await open();
        const onlyWhenOne = (total: number) => {
          if (total !== 1) throw new Rejected('conflict', 'not_one', 'The total is not one.');
          return [counted(10)];
        };
        await decideOn(store, counter, id, () => [counted(0)], meta());
        await decideOn(other, counter, id, () => [counted(1)], meta());
        const { state } = await decideOn(store, counter, id, onlyWhenOne, meta());
        await other.close();
        expect(state).toBe(11);
      });

      it('keeps a recorded refusal, and answers its retry with the same refusal', async () => {
        const id = randomUUID();
        const command = meta();
        const facts = { state: 'human', currentEpoch: 2 };
        const assignee = { id: 'm1', name: 'Ada' };
        const rejection = new Rejected('conflict', 'stale', 'Too late.', { ...facts, assignee });
        const refuse = () => decideOn(store, counter, id, () => new RecordedRefusal([counted(0)], rejection), command);
        // The name of a person must not lie open in metadata, so neither answer tells it.
        for (const _time of ['first', 'again'])
          await expect(refuse()).rejects.toMatchObject({ kind: 'conflict', code: 'stale', detail: 'Too late.', facts });
        await expect(refuse()).rejects.not.toHaveProperty('facts.assignee');
        expect(await store.readStream(`counter-${id}`)).toHaveLength(1);
      });

      it('knows no stream of another workspace', async () => {
        const id = randomUUID();
        await decideOn(store, counter, id, () => [counted(1)], meta());
        const stranger = meta(randomUUID(), 'hash', 'w2');
        await expect(decideOn(store, counter, id, () => [counted(1)], stranger)).rejects.toMatchObject({
          kind: 'not_found',
          code: 'counter_not_found',
        });
      });
    });
  });
}
