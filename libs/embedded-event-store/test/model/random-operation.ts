import { randomUUID } from 'node:crypto';
import {
  jsonEvent,
  StreamDeletedError,
  StreamNotFoundError,
  WrongExpectedVersionError,
  type EventStoreDBClient,
} from '@eventstore/db-client';
import fc from 'fast-check';
import type { Answer, Expected, Limits, StreamModel } from './stream-model.js';

/** What to expect, relative to where the stream is when the operation comes. */
type Expectation = number | 'any' | 'no_stream' | 'stream_exists';

export type RandomOperation =
  | { readonly kind: 'append'; readonly count: number; readonly repeat: number; readonly expect: Expectation }
  | { readonly kind: 'metadata'; readonly limits: Limits }
  | { readonly kind: 'delete' | 'tombstone'; readonly expect: Expectation }
  | {
      readonly kind: 'read';
      readonly direction: 'forwards' | 'backwards';
      readonly from: number;
      readonly count: number;
    };

const expectation: fc.Arbitrary<Expectation> = fc.oneof(
  { weight: 4, arbitrary: fc.constant('any' as const) },
  { weight: 4, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.constantFrom('no_stream' as const, 'stream_exists' as const) },
  { weight: 2, arbitrary: fc.integer({ min: -4, max: 2 }) },
);

/** `repeat` n sends the n-th last written events of the stream once more, as far as there are any. */
export const randomOperation: fc.Arbitrary<RandomOperation> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant('append' as const),
      count: fc.integer({ min: 0, max: 4 }),
      repeat: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: 6 })),
      expect: expectation,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('metadata' as const),
      limits: fc.record(
        { maxCount: fc.integer({ min: 1, max: 10 }), truncateBefore: fc.integer({ min: 1, max: 20 }) },
        { requiredKeys: [] },
      ),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete' as const), expect: expectation }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('tombstone' as const), expect: expectation }) },
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant('read' as const),
      direction: fc.constantFrom('forwards' as const, 'backwards' as const),
      from: fc.integer({ min: 0, max: 30 }),
      count: fc.integer({ min: 1, max: 30 }),
    }),
  },
);

/** Does the operation to the store and to the model; both answers. */
export async function perform(
  operation: RandomOperation,
  client: EventStoreDBClient,
  stream: string,
  model: StreamModel,
): Promise<{ readonly store: Answer; readonly model: Answer }> {
  switch (operation.kind) {
    case 'append': {
      const ids = idsFor(operation, model);
      const expected = resolve(operation.expect, model);
      const events = ids.map((id) => jsonEvent({ id, type: 'random', data: {} }));
      const store = await answerOf(async () => {
        const expectedRevision = onTheWire(expected);
        return written((await client.appendToStream(stream, events, { expectedRevision })).nextExpectedRevision);
      });
      return { store, model: model.append(ids, expected) };
    }
    case 'metadata': {
      const { limits } = operation;
      const store = await answerOf(async () =>
        written((await client.setStreamMetadata(stream, { ...limits })).nextExpectedRevision),
      );
      return { store, model: model.setMetadata(limits) };
    }
    case 'delete': {
      // The client cannot send this one expectation for a deletion.
      const expected = operation.expect === 'stream_exists' ? 'any' : resolve(operation.expect, model);
      const expectedRevision = onTheWire(expected) as 'any';
      const store = await answerOf(() => client.deleteStream(stream, { expectedRevision }).then(() => 'written 0'));
      return { store, model: doneOrRefused(model.delete(expected)) };
    }
    case 'tombstone': {
      const expected = resolve(operation.expect, model);
      // The client sends 'stream_exists' although its types leave it out.
      const expectedRevision = onTheWire(expected) as 'any';
      const store = await answerOf(() => client.tombstoneStream(stream, { expectedRevision }).then(() => 'written 0'));
      return { store, model: model.tombstone(expected) };
    }
    case 'read': {
      const { direction, from, count } = operation;
      const store = await answerOf(async () => {
        const revisions: number[] = [];
        const events = client.readStream(stream, { direction, fromRevision: BigInt(from), maxCount: count });
        for await (const { event } of events) revisions.push(Number(event!.revision));
        return revisions;
      });
      return { store, model: model.read(direction, from, count) };
    }
  }
}

function idsFor({ count, repeat }: { count: number; repeat: number }, model: StreamModel): string[] {
  const old = repeat === 0 ? [] : model.ids.slice(-repeat).slice(0, count);
  return [...old, ...Array.from({ length: count - old.length }, () => randomUUID())];
}

function resolve(expect: Expectation, model: StreamModel): Expected {
  if (typeof expect !== 'number') return expect;
  const revision = model.ids.length - 1 + expect;
  return revision < 0 ? 'no_stream' : revision;
}

const onTheWire = (expected: Expected) => (typeof expected === 'number' ? BigInt(expected) : expected);

const written = (revision: bigint): Answer => `written ${Number(revision)}`;

/** A deletion does not say which revision its metadata event got. */
const doneOrRefused = (answer: Answer): Answer =>
  typeof answer === 'string' && answer.startsWith('written') ? 'written 0' : answer;

async function answerOf(call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof WrongExpectedVersionError) return 'wrong revision';
    if (error instanceof StreamDeletedError) return 'deleted';
    if (error instanceof StreamNotFoundError) return 'not found';
    throw error;
  }
}
