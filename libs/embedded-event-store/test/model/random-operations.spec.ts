import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EventStoreDBClient } from '@eventstore/db-client';
import fc from 'fast-check';
import { createTestDatabase } from '../../../../test/parts/postgres.js';
import { startEventStoreNode, type EventStoreNode, type EventStoreNodeOptions } from '../../src/index.js';
import { perform, randomOperation, type RandomOperation } from './random-operation.js';
import { StreamModel } from './stream-model.js';

/** 20 runs of 20 streams with 25 operations each are 10,000. */
const RUNS = 20;
const STREAMS = 20;
const OPERATIONS = 25;

const run = fc.array(fc.array(randomOperation, { minLength: OPERATIONS, maxLength: OPERATIONS }), {
  minLength: STREAMS,
  maxLength: STREAMS,
});

function hasNoDifference(name: string, open: () => Promise<EventStoreNodeOptions & { drop?: () => Promise<void> }>) {
  describe(`10,000 random operations on ${name}`, () => {
    let node: EventStoreNode;
    let client: EventStoreDBClient;
    let drop: (() => Promise<void>) | undefined;

    beforeAll(async () => {
      const options = await open();
      drop = options.drop;
      node = await startEventStoreNode({ ...options, port: 0, log: () => undefined });
      client = EventStoreDBClient.connectionString(node.connectionString);
    });

    afterAll(async () => {
      await client.dispose();
      await node.stop();
      await drop?.();
    });

    /** The operations of one stream come one after the other, those of different streams at once. */
    async function playStream(operations: readonly RandomOperation[]) {
      const stream = `random-${randomUUID()}`;
      const model = new StreamModel();
      for (const operation of operations) {
        const answers = await perform(operation, client, stream, model);
        expect({ operation, answer: answers.store }).toEqual({ operation, answer: answers.model });
      }
      return { stream, model };
    }

    it('have the outcomes of a plain model, and leave every event in $all once and in order', async () => {
      const played: { stream: string; model: StreamModel }[] = [];
      const property = fc.asyncProperty(run, async (streams) => {
        played.push(...(await Promise.all(streams.map(playStream))));
      });
      const { failed, seed, counterexamplePath, errorInstance } = await fc.check(property, {
        numRuns: RUNS,
        endOnFailure: true,
      });
      // Not all 500 operations: the difference itself says enough, and the seed brings them back.
      if (failed) throw new Error(`seed ${seed}, path ${counterexamplePath}`, { cause: errorInstance });

      const log = new Map<string, string[]>();
      let position = 0n;
      for await (const { event } of client.readAll()) {
        expect(event!.position.commit).toBe(++position);
        const ids = log.get(event!.streamId) ?? [];
        if (event!.type !== '$streamDeleted') ids.push(event!.id);
        log.set(event!.streamId, ids);
      }
      for (const { stream, model } of played) {
        expect(log.get(stream) ?? []).toEqual(model.ids);
        expect(log.get(`$$${stream}`) ?? []).toHaveLength(model.metadata.length);
      }
    });
  });
}

hasNoDifference('an event store in memory', () => Promise.resolve({ storage: { kind: 'memory' } }));

hasNoDifference('an event store on PostgreSQL', async () => {
  const database = await createTestDatabase();
  return { storage: { kind: 'postgres', url: database.url }, drop: () => database.drop() };
});
