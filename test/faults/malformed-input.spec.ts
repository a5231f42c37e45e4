import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startStoryApplication, type StoryApplication } from '../parts/story-application.js';
import { checkControl, readLog } from './checker.js';
import { checkSchemas } from './fuzz/log-check.js';
import { describedRoutes, otherRoutes } from './fuzz/routes.js';
import { fuzz } from './fuzz/run.js';
import { openWorld } from './fuzz/world.js';

let application: StoryApplication;

/** Nothing is waited for in vain, and nobody is told to slow down. */
const hurried = {
  HANDOFF_LONG_POLL_LIMIT_MS: '50',
  HANDOFF_READ_YOUR_WRITES_LIMIT_MS: '300',
  HANDOFF_RATE_PER_MEMBER: '0',
  HANDOFF_RATE_PER_INTEGRATION: '0',
  HANDOFF_RATE_PER_ADDRESS: '0',
};

beforeAll(async () => {
  application = await startStoryApplication(hurried);
}, 60_000);

afterAll(() => application.stop());

describe('input that nobody meant', () => {
  it('is refused by every route with a reason of its own, never makes the server fail, and leaves nothing wrong in the log', async () => {
    const routes = [...(await describedRoutes(application.url)), ...otherRoutes];
    const outcome = await fuzz(() => openWorld(application), routes, {
      requests: 3_000,
      seed: Date.now() % 2 ** 31,
      onSent: () => undefined,
    });
    expect(outcome.faults).toEqual([]);
    // A round in which hardly anything succeeds would say nothing of what lies behind the first refusal.
    expect(outcome.succeeded.size).toBeGreaterThan(routes.length / 3);
    const events = await readLog(application.log);
    expect([...checkControl(events), ...(await checkSchemas(application.url, events))]).toEqual([]);
    expect((await fetch(`${application.url}/health/ready`)).status).toBe(200);
  }, 300_000);
});
