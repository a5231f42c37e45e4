import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { answersOf, frame, rawStreams, type BatchCall } from './raw-streams.js';
import { collect, numbersOf, uniqueStream, type TestClient } from './test-client.js';

const TIMEOUT = 'event_store.client.Timeout';

export function batchAppending(atHand: () => TestClient): void {
  let raw: ReturnType<typeof rawStreams>;
  let call: BatchCall;
  let answers: ReturnType<typeof answersOf>;

  beforeEach(() => {
    raw = rawStreams(atHand().connectionString);
    call = raw.batchAppend();
    answers = answersOf(call);
  });

  afterEach(() => {
    call.end();
    raw.close();
  });

  const nextAnswer = async () => (await answers.next()).value as [string, string];

  it('frames of several appends may come interleaved', async () => {
    const [one, two] = [randomUUID(), randomUUID()];
    const [a, b] = [uniqueStream('batch'), uniqueStream('batch')];
    call.write(frame(one, { stream: a, events: 2, final: false }));
    call.write(frame(two, { stream: b, events: 1, final: false }));
    call.write(frame(two, { events: 1, final: true }));
    call.write(frame(one, { events: 1, final: true }));
    expect(await nextAnswer()).toEqual([two, 'success']);
    expect(await nextAnswer()).toEqual([one, 'success']);
    const { client } = atHand();
    expect(numbersOf(await collect(client.readStream(a)))).toEqual([0, 1, 0]);
    expect(numbersOf(await collect(client.readStream(b)))).toEqual([0, 0]);
  });

  it('nothing is written before the last frame', async () => {
    const [one, two] = [randomUUID(), randomUUID()];
    const [a, b] = [uniqueStream('batch'), uniqueStream('batch')];
    call.write(frame(one, { stream: a, events: 2, final: false }));
    call.write(frame(two, { stream: b, events: 1 }));
    expect(await nextAnswer()).toEqual([two, 'success']);
    await expect(collect(atHand().client.readStream(a))).rejects.toThrow('not found');
  });

  it('an append whose deadline has passed is answered at once, and what follows of it is passed over', async () => {
    const [late, next] = [randomUUID(), randomUUID()];
    const stream = uniqueStream('batch');
    call.write(frame(late, { stream, events: 1, final: false, deadline: Date.now() - 1_000 }));
    expect(await nextAnswer()).toEqual([late, TIMEOUT]);
    call.write(frame(late, { events: 1, final: true }));
    call.write(frame(next, { stream, events: 1 }));
    expect(await nextAnswer()).toEqual([next, 'success']);
    expect(await collect(atHand().client.readStream(stream))).toHaveLength(1);
  });

  it('an append that is never completed is given up at its deadline', async () => {
    const id = randomUUID();
    const started = Date.now();
    call.write(frame(id, { stream: uniqueStream('batch'), events: 1, final: false, deadline: started + 300 }));
    expect(await nextAnswer()).toEqual([id, TIMEOUT]);
    expect(Date.now() - started).toBeLessThan(5_000);
  });

  it('an append that is too large is refused alone', async () => {
    const [large, small] = [randomUUID(), randomUUID()];
    const stream = uniqueStream('batch');
    const huge = frame(large, { stream, events: 1 });
    huge.getProposedMessagesList()[0]!.setData(Buffer.alloc(3 * 1024 * 1024));
    call.write(huge);
    call.write(frame(small, { stream, events: 1 }));
    const both = [await nextAnswer(), await nextAnswer()];
    expect(new Map(both).get(large)).toBe('event_store.client.MaximumAppendSizeExceeded');
    expect(new Map(both).get(small)).toBe('success');
  });

  it('the call ends well when the client has no more to send and everything is answered', async () => {
    const id = randomUUID();
    call.write(frame(id, { stream: uniqueStream('batch'), events: 1 }));
    call.end();
    expect(await nextAnswer()).toEqual([id, 'success']);
    expect((await answers.next()).done).toBe(true);
  });
}
