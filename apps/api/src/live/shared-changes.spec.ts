import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { standingViews, type StandingViews } from '../../test/standing-views.js';
import { SharedChanges } from './shared-changes.js';

let standing: StandingViews;

beforeAll(async () => {
  standing = await standingViews(40n, { view: 'timeline', position: 30n });
});

afterAll(() => standing.stop());

describe('a live stream whose timeline stands still', () => {
  it('keeps its place, and is not woken before something moves', async () => {
    const { views, positions } = standing;
    expect(await positions.waitFor(40n, 5_000)).toBe(true);
    const changes = new SharedChanges(views, positions, 1);
    const read = await changes.read({ workspaceId: randomUUID(), after: 30n });
    expect(read).toMatchObject({ changes: [], position: 30n });
    const quiet = AbortSignal.timeout(200);
    await changes.further(read.seen, quiet);
    expect(quiet.aborted).toBe(true);
  });
});
