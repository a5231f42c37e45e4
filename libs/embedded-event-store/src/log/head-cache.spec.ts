import { describe, expect, it } from '@jest/globals';
import { HeadCache } from './head-cache.js';
import type { StoredHead } from './storage.js';

/** Answers when told, and remembers what it was asked. */
class StoppedHeads {
  readonly asked: (readonly string[])[] = [];
  readonly answers: PromiseWithResolvers<StoredHead[]>[] = [];

  heads(streams: readonly string[]): Promise<StoredHead[]> {
    this.asked.push(streams);
    const answer = Promise.withResolvers<StoredHead[]>();
    this.answers.push(answer);
    return answer.promise;
  }
}

const turn = () => new Promise(setImmediate);

describe('heads of streams', () => {
  it('asked for in one turn are loaded by one query', async () => {
    const storage = new StoppedHeads();
    const cache = new HeadCache(storage);
    cache.prefetch(['a', 'b']);
    const [a, c] = [cache.get('a'), cache.get('c')];
    await turn();
    storage.answers[0]!.resolve([{ last: 0n }, { last: 1n }, { last: 2n }]);
    expect([await a, await c, cache.cached('b')]).toEqual([{ last: 0n }, { last: 2n }, { last: 1n }]);
    expect(storage.asked).toEqual([['a', 'b', 'c']]);
  });

  it('loaded before a commit do not replace what the commit made them', async () => {
    const storage = new StoppedHeads();
    const cache = new HeadCache(storage);
    const loaded = cache.get('a');
    await turn();
    cache.set('a', { last: 7n });
    storage.answers[0]!.resolve([{ last: 3n }]);
    expect([await loaded, cache.cached('a')]).toEqual([{ last: 7n }, { last: 7n }]);
  });

  it('that could not be loaded are asked for anew', async () => {
    const storage = new StoppedHeads();
    const cache = new HeadCache(storage);
    const failed = expect(cache.get('a')).rejects.toThrow('no database');
    await turn();
    storage.answers[0]!.reject(new Error('no database'));
    await failed;
    const loaded = cache.get('a');
    await turn();
    storage.answers[1]!.resolve([{ last: 3n }]);
    expect(await loaded).toEqual({ last: 3n });
  });

  it('not used for the longest time make room for others', () => {
    const cache = new HeadCache(new StoppedHeads(), 2);
    for (const stream of ['a', 'b']) cache.set(stream, { last: 0n });
    cache.cached('a');
    cache.set('c', { last: 0n });
    expect(['a', 'b', 'c'].map((stream) => cache.cached(stream) !== undefined)).toEqual([true, false, true]);
  });
});
