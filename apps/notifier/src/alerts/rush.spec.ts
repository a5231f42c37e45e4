import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../../../../test/parts/until.js';
import { startNotifier, type RunningNotifier } from '../../test/running-notifier.js';

/** More than the service has connections. */
const customers = 60;

let notifier: RunningNotifier;

beforeAll(async () => {
  notifier = await startNotifier();
}, 60_000);
afterAll(() => notifier.stop());

describe('a rush of customers', () => {
  it('is told whole: no notification waits for a connection that another one holds', async () => {
    const { workspace } = notifier;
    const written = await Promise.all(Array.from({ length: customers }, () => workspace.write('I want a person')));
    const told = await until('all of them are told', 20_000, async () => {
      const all = await notifier.told(workspace.ada.id);
      return all.length >= customers ? all : undefined;
    });
    expect(new Set(told.map(({ conversationId }) => conversationId))).toEqual(
      new Set(written.map(({ conversationId }) => conversationId)),
    );
  }, 40_000);
});
