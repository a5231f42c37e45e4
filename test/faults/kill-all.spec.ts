import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { killRound } from './kill-round.js';
import { dataFolder, Standalone } from './standalone.js';

let folder: Awaited<ReturnType<typeof dataFolder>>;
let standalone: Standalone;

beforeAll(async () => {
  folder = await dataFolder();
  standalone = new Standalone(folder.dir);
  await standalone.ready();
}, 60_000);

afterAll(async () => {
  await standalone.kill();
  await folder.remove();
});

describe('every process killed while fifty customers write', () => {
  it('loses no acknowledged message and doubles none, and the views equal the fold of the log', async () => {
    const { round, next } = await killRound(standalone, [], 2_000);
    standalone = next;
    expect(round.violations).toEqual([]);
    expect(round.acknowledged).toBeGreaterThanOrEqual(50);
  }, 60_000);
});
