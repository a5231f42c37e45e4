import { describe, expect, it } from '@jest/globals';
import { Shutdown } from './shutdown.js';

const never = () => new Promise<void>(() => undefined);

/** A shutdown whose process does not end. */
function shutdown(withinMs: number) {
  const told: string[] = [];
  const codes: number[] = [];
  const first = Promise.withResolvers<void>();
  const end = (code: number) => {
    codes.push(code);
    first.resolve();
  };
  return { told, codes, ended: first.promise, one: new Shutdown((line) => told.push(line), end, withinMs) };
}

describe('an end', () => {
  it('stops the last part first, once, and ends with the code that was asked for', async () => {
    const { one, told, codes } = shutdown(5_000);
    const stopped: string[] = [];
    for (const name of ['the database', 'the application'])
      await one.add({
        name,
        stop: () => Promise.resolve(void stopped.push(name)),
        force: () => stopped.push('forced'),
      });
    await Promise.all([one.now(0), one.now(0)]);
    expect({ stopped, codes, told }).toEqual({ stopped: ['the application', 'the database'], codes: [0], told: [] });
  });

  it('goes on with the next part when one fails or takes too long, says so, and forces it at the end', async () => {
    const { one, told, codes } = shutdown(5_000);
    const done: string[] = [];
    await one.add({ name: 'the database', stop: () => Promise.resolve(void done.push('the database stopped')) });
    await one.add({ name: 'the application', stop: never, withinMs: 10, force: () => done.push('forced') });
    await one.add({ name: 'the file', stop: () => Promise.reject(new Error('it is gone')) });
    await one.now(0);
    expect(done).toEqual(['the database stopped', 'forced']);
    expect(codes).toEqual([1]);
    expect(told).toEqual([
      'while stopping the file: it is gone',
      'the application has not stopped within 0.01 s, and is not waited for any longer.',
    ]);
  });

  it('comes within its limit even where nothing stops', async () => {
    const { one, told, codes, ended } = shutdown(20);
    let forced = 0;
    await one.add({ name: 'the database', stop: never, force: () => (forced += 1) });
    await one.add({ name: 'the application', stop: never, force: () => (forced += 1) });
    void one.now(0);
    await ended;
    expect({ forced, codes }).toEqual({ forced: 2, codes: [1] });
    expect(told).toEqual([
      'Not everything stopped within 0.02 s (the database, the application): ended at once, the next start recovers.',
    ]);
  });

  it('takes a signal that comes twice at once for one, and ends at once on a later one', async () => {
    const { one, told, codes } = shutdown(60_000);
    await one.add({ name: 'the application', stop: () => new Promise((resolve) => setTimeout(resolve, 1_300)) });
    one.signalled('SIGTERM');
    one.signalled('SIGTERM');
    expect(codes).toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, 1_050));
    one.signalled('SIGTERM');
    expect(codes).toEqual([130]);
    expect(told).toEqual(['Stopping …', 'SIGTERM again: ended at once, the next start recovers.']);
  });
});
