import { expect, it } from '@jest/globals';
import {
  binaryEvent,
  jsonEvent,
  MaxAppendSizeExceededError,
  StreamDeletedError,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import { collect, errorOf, numbered, numbersOf, uniqueStream, type TestClient } from './test-client.js';

/** Both ways to append: the client takes `Append` instead of `BatchAppend` when a call has its own credentials. */
const WAYS = [
  { way: 'in a batch', options: {} },
  { way: 'in a call of its own', options: { credentials: { username: 'admin', password: 'changeit' } } },
];

export function appending(atHand: () => TestClient): void {
  it.each(WAYS)('$way, an append says the last revision and position', async ({ options }) => {
    const { client } = atHand();
    const stream = uniqueStream('append');
    const first = await client.appendToStream(stream, numbered(3), options);
    const second = await client.appendToStream(stream, numbered(1), { ...options, expectedRevision: 2n });
    expect([first.success, first.nextExpectedRevision, second.nextExpectedRevision]).toEqual([true, 2n, 3n]);
    const [last] = await collect(
      client.readStream(stream, { direction: 'backwards', fromRevision: 'end', maxCount: 1 }),
    );
    expect(last?.event?.position).toEqual(second.position);
    expect(second.position!.commit).toBeGreaterThan(first.position!.commit);
  });

  it.each(WAYS)('$way, data and metadata come back as they were sent', async ({ options }) => {
    const { client } = atHand();
    const stream = uniqueStream('append');
    const json = jsonEvent({ type: 'json', data: { text: 'CC ‐ 1830 🦃' }, metadata: { by: 'me' } });
    const binary = binaryEvent({ type: 'bytes', data: Buffer.from([0, 255, 1]), metadata: Buffer.from([9, 0]) });
    const bare = jsonEvent({ type: 'bare', data: 'just text' });
    await client.appendToStream(stream, [json, binary, bare], options);
    const [a, b, c] = await collect(client.readStream(stream));
    expect(a?.event).toMatchObject({ id: json.id, type: 'json', isJson: true, revision: 0n, streamId: stream });
    expect([a?.event?.data, a?.event?.metadata]).toEqual([{ text: 'CC ‐ 1830 🦃' }, { by: 'me' }]);
    expect(b?.event).toMatchObject({ id: binary.id, isJson: false, revision: 1n });
    expect(Buffer.from(b?.event?.data as Uint8Array)).toEqual(Buffer.from([0, 255, 1]));
    expect(Buffer.from(b?.event?.metadata as Uint8Array)).toEqual(Buffer.from([9, 0]));
    expect([c?.event?.data, c?.event?.metadata]).toEqual(['just text', undefined]);
    expect(Math.abs(Date.now() - c!.event!.created.getTime())).toBeLessThan(60_000);
  });

  it.each(WAYS)('$way, all events of an append are written or none', async ({ options }) => {
    const { client } = atHand();
    const stream = uniqueStream('append');
    await client.appendToStream(stream, numbered(2), options);
    await errorOf(client.appendToStream(stream, numbered(5), { ...options, expectedRevision: 7n }));
    expect(numbersOf(await collect(client.readStream(stream)))).toEqual([0, 1]);
  });

  it.each(WAYS)('$way, a wrong revision is refused with both revisions', async ({ options }) => {
    const { client } = atHand();
    const [stream, never] = [uniqueStream('append'), uniqueStream('never')];
    await client.appendToStream(stream, numbered(4));
    const refusals = [
      [stream, 'no_stream', 3n],
      [stream, 1n, 3n],
      [stream, 9n, 3n],
      [never, 1n, 'no_stream'],
      [never, 'stream_exists', 'no_stream'],
    ] as const;
    for (const [streamName, expectedRevision, actualVersion] of refusals) {
      const error = await errorOf(client.appendToStream(streamName, numbered(1), { ...options, expectedRevision }));
      expect(error).toBeInstanceOf(WrongExpectedVersionError);
      expect(error).toMatchObject({ streamName, expectedVersion: expectedRevision, actualVersion });
    }
  });

  it.each(WAYS)('$way, each special revision is met when it holds', async ({ options }) => {
    const { client } = atHand();
    const stream = uniqueStream('append');
    for (const expectedRevision of ['no_stream', 'stream_exists', 'any', 2n] as const) {
      await client.appendToStream(stream, numbered(1), { ...options, expectedRevision });
    }
    expect(await collect(client.readStream(stream))).toHaveLength(4);
  });

  it.each(WAYS)('$way, metadata alone makes a stream exist', async ({ options }) => {
    const { client } = atHand();
    const stream = uniqueStream('append');
    await client.setStreamMetadata(stream, { maxCount: 10 });
    const result = await client.appendToStream(stream, numbered(1), { ...options, expectedRevision: 'stream_exists' });
    expect(result.nextExpectedRevision).toBe(0n);
  });

  it.each(WAYS)('$way, an append of no events writes nothing and succeeds', async ({ options }) => {
    const { client } = atHand();
    const stream = uniqueStream('append');
    const empty = await client.appendToStream(stream, [], { ...options, expectedRevision: 'no_stream' });
    expect([empty.success, empty.nextExpectedRevision]).toEqual([true, 0n]);
    await client.appendToStream(stream, numbered(1), { ...options, expectedRevision: 'no_stream' });
    expect(await collect(client.readStream(stream))).toHaveLength(1);
  });

  it.each(WAYS)('$way, an append beyond the size limit is refused with the limit', async ({ options }) => {
    const { client } = atHand();
    const stream = uniqueStream('append');
    const large = Array.from({ length: 40 }, () => jsonEvent({ type: 'large', data: 'x'.repeat(100_000) }));
    const error = await errorOf(client.appendToStream(stream, large, options));
    expect(error).toBeInstanceOf(MaxAppendSizeExceededError);
    expect((error as MaxAppendSizeExceededError).maxAppendSize).toBeGreaterThan(100_000);
    const next = await client.appendToStream(stream, numbered(1), { ...options, expectedRevision: 'no_stream' });
    expect(next.nextExpectedRevision).toBe(0n);
  });

  it.each(WAYS)('$way, a tombstoned stream takes no more events', async ({ options }) => {
    const { client } = atHand();
    const stream = uniqueStream('append');
    await client.appendToStream(stream, numbered(1));
    await client.tombstoneStream(stream);
    for (const expectedRevision of ['any', 'no_stream', 'stream_exists', 0n] as const) {
      const error = await errorOf(client.appendToStream(stream, numbered(1), { ...options, expectedRevision }));
      expect(error).toBeInstanceOf(StreamDeletedError);
      expect(error).toMatchObject({ streamName: stream });
    }
  });

  it('takes a thousand appends at once and keeps them apart', async () => {
    const { client } = atHand();
    const stream = uniqueStream('append');
    const results = await Promise.all(numbered(1_000).map((event) => client.appendToStream(stream, event)));
    const revisions = new Set(results.map((result) => result.nextExpectedRevision));
    expect(revisions.size).toBe(1_000);
    expect(await collect(client.readStream(stream))).toHaveLength(1_000);
  });

  it('lets one of many win who expect the same revision', async () => {
    const { client } = atHand();
    const stream = uniqueStream('append');
    const tries = numbered(50).map((event) => client.appendToStream(stream, event, { expectedRevision: 'no_stream' }));
    const settled = await Promise.allSettled(tries);
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
}
