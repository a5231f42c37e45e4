import { describe, expect, it } from '@jest/globals';
import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { FairShare } from './fair-share.js';

const atOnce = (count: number, waiting = 100) => ({ atOnce: count, waiting });
const response = () => new EventEmitter() as unknown as ServerResponse;

describe('the requests of one caller', () => {
  it('wait for those before them beyond so many at once, in their order, and never for another caller', async () => {
    const share = new FairShare();
    const [a, b, c, d, other] = [response(), response(), response(), response(), response()];
    const order: string[] = [];
    const asked = (name: string, one: ServerResponse) =>
      void Promise.resolve(share.begin('ada', atOnce(2), one)).then(() => order.push(name));
    asked('a', a);
    asked('b', b);
    asked('c', c);
    asked('d', d);
    expect(share.begin('ben', atOnce(2), other)).toBe(true);
    await Promise.resolve();
    expect(order).toEqual(['a', 'b']);
    b.emit('close');
    await new Promise(setImmediate);
    expect(order).toEqual(['a', 'b', 'c']);
    a.emit('close');
    await new Promise(setImmediate);
    expect(order).toEqual(['a', 'b', 'c', 'd']);
  });

  it('are forgotten when their client goes while they wait, and nothing is kept of a caller who is done', async () => {
    const share = new FairShare();
    const [a, b, c] = [response(), response(), response()];
    void share.begin('ada', atOnce(1), a);
    const gone = share.begin('ada', atOnce(1), b);
    const last = share.begin('ada', atOnce(1), c);
    b.emit('close');
    a.emit('close');
    expect(await last).toBe(true);
    expect(await Promise.race([gone, new Promise((resolve) => setTimeout(() => resolve('waits'), 20))])).toBe('waits');
    c.emit('close');
    expect((share as unknown as { queues: Map<string, unknown> }).queues.size).toBe(0);
  });

  it('give their turn back once, when their answer is made, though it must still wait to be sent', async () => {
    const share = new FairShare();
    const [first, behind, third] = [response(), response(), response()];
    expect(share.begin('ada', atOnce(1), behind)).toBe(true);
    const earlier = share.begin('ada', atOnce(1), first);
    const last = Promise.resolve(share.begin('ada', atOnce(1), third));
    share.done(behind);
    expect(await earlier).toBe(true);
    behind.emit('close');
    share.done(behind);
    expect(await Promise.race([last, new Promise((resolve) => setTimeout(() => resolve('waits'), 20))])).toBe('waits');
    share.done(first);
    expect(await last).toBe(true);
  });

  it('are not worked for when their client is gone before it is known who asks', async () => {
    const share = new FairShare();
    const gone = Object.assign(response(), { destroyed: true });
    const begun = Promise.resolve(share.begin('ada', atOnce(1), gone));
    expect(await Promise.race([begun, new Promise((resolve) => setTimeout(() => resolve('waits'), 20))])).toBe('waits');
    expect(share.begin('ada', atOnce(1), response())).toBe(true);
  });

  it('go on while one of them waits aside, which then takes its turn like any other', async () => {
    const share = new FairShare();
    const [waiting, other, third] = [response(), response(), response()];
    const come = Promise.withResolvers<string>();
    const order: string[] = [];
    await share.begin('ada', atOnce(1), waiting);
    const found = share.aside(waiting, () => come.promise).then((what) => order.push(what));
    expect(share.begin('ada', atOnce(1), other)).toBe(true);
    come.resolve('the views');
    void Promise.resolve(share.begin('ada', atOnce(1), third)).then(() => order.push('third'));
    await new Promise(setImmediate);
    share.done(other);
    await new Promise(setImmediate);
    expect(order).toEqual(['third']);
    share.done(third);
    await found;
    expect(order).toEqual(['third', 'the views']);
    share.done(waiting);
    expect((share as unknown as { queues: Map<string, unknown> }).queues.size).toBe(0);
  });

  it('are refused once too many of them wait, and taken again when fewer do', async () => {
    const share = new FairShare();
    const [first, second, third] = [response(), response(), response()];
    expect(share.begin('ada', atOnce(1, 1), first)).toBe(true);
    const turn = share.begin('ada', atOnce(1, 1), second);
    expect(share.begin('ada', atOnce(1, 1), third)).toBe(false);
    expect(share.begin('ben', atOnce(1, 1), response())).toBe(true);
    share.done(first);
    expect(await turn).toBe(true);
    expect(share.begin('ada', atOnce(1, 1), third)).not.toBe(false);
  });
});
