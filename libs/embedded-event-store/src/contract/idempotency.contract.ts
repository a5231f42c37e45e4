import { expect, it } from '@jest/globals';
import { WrongExpectedVersionError } from '@eventstore/db-client';
import { collect, errorOf, numbered, uniqueStream, type TestClient } from './test-client.js';

export function idempotency(atHand: () => TestClient): void {
  it.each(['any', 'stream_exists', 'no_stream', 1n] as const)(
    'the same append once more, expecting %s, is answered as it was the first time',
    async (expectedRevision) => {
      const { client } = atHand();
      const stream = uniqueStream('again');
      if (expectedRevision !== 'no_stream') await client.appendToStream(stream, numbered(2));
      const events = numbered(3);
      const first = await client.appendToStream(stream, events, { expectedRevision });
      await client.appendToStream(stream, numbered(4));
      const again = await client.appendToStream(stream, events, { expectedRevision });
      expect(again).toEqual(first);
      expect(await collect(client.readStream(stream))).toHaveLength(expectedRevision === 'no_stream' ? 7 : 9);
    },
  );

  it('the same append sent twice at once is written once', async () => {
    const { client } = atHand();
    const stream = uniqueStream('again');
    const events = numbered(2);
    const send = () => client.appendToStream(stream, events);
    const [first, again] = await Promise.all([send(), send()]);
    expect(again).toEqual(first);
    expect(await collect(client.readStream(stream))).toHaveLength(2);
  });

  it('an append whose rest is just being written is recognised, too', async () => {
    const { client } = atHand();
    const stream = uniqueStream('again');
    const [known, coming] = numbered(2);
    await client.appendToStream(stream, known!);
    const [first, again] = await Promise.all([
      client.appendToStream(stream, coming!),
      client.appendToStream(stream, [known!, coming!]),
    ]);
    expect(again).toEqual(first);
  });

  it('a known event followed by an unknown one is refused', async () => {
    const { client } = atHand();
    const stream = uniqueStream('again');
    const [known, unknown] = numbered(2);
    await client.appendToStream(stream, known!);
    const error = await errorOf(client.appendToStream(stream, [known!, unknown!]));
    expect(error).toBeInstanceOf(WrongExpectedVersionError);
  });

  it('an unknown event followed by a known one is written: the look stops at the first unknown id', async () => {
    const { client } = atHand();
    const stream = uniqueStream('again');
    const [known, unknown] = numbered(2);
    await client.appendToStream(stream, known!);
    const result = await client.appendToStream(stream, [unknown!, known!]);
    expect(result.nextExpectedRevision).toBe(2n);
  });

  it('at the exact revision the ids are not looked at', async () => {
    const { client } = atHand();
    const stream = uniqueStream('again');
    const [event] = numbered(1);
    await client.appendToStream(stream, event!);
    const result = await client.appendToStream(stream, event!, { expectedRevision: 0n });
    expect(result.nextExpectedRevision).toBe(1n);
  });

  it('behind the end of the stream, other ids or another order are refused', async () => {
    const { client } = atHand();
    const stream = uniqueStream('again');
    const [a, b, c] = numbered(3);
    await client.appendToStream(stream, [a!, b!, c!]);
    for (const events of [[b!], [a!, c!], [a!, b!, c!, ...numbered(1)]]) {
      const error = await errorOf(client.appendToStream(stream, events, { expectedRevision: 'no_stream' }));
      expect(error).toBeInstanceOf(WrongExpectedVersionError);
    }
    const [tail, longer] = await Promise.all([
      client.appendToStream(stream, [b!, c!], { expectedRevision: 0n }),
      errorOf(client.appendToStream(stream, [c!], { expectedRevision: 0n })),
    ]);
    expect(tail.nextExpectedRevision).toBe(2n);
    expect(longer).toBeInstanceOf(WrongExpectedVersionError);
  });

  it('the same id may be in two streams', async () => {
    const { client } = atHand();
    const [here, there] = [uniqueStream('again'), uniqueStream('again')];
    const events = numbered(1);
    await client.appendToStream(here, events);
    const result = await client.appendToStream(there, events);
    expect(result.nextExpectedRevision).toBe(0n);
    expect(await collect(client.readStream(there))).toHaveLength(1);
  });
}
