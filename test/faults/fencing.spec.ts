import { expect, it } from '@jest/globals';
import { fencingRound, fencingSettings } from './fencing-round.js';
import { dataFolder, Standalone } from './standalone.js';

it('never shows a customer what an agent says too late, and counts it once, over HTTP', async () => {
  const folder = await dataFolder();
  const standalone = new Standalone(folder.dir, ['--port', '0'], '', fencingSettings);
  try {
    const { violations, shown, fencedEvents } = await fencingRound(standalone, 60, 20_261_120);
    expect(violations).toEqual([]);
    expect(Math.min(shown, fencedEvents)).toBeGreaterThan(6);
  } finally {
    await standalone.kill();
    await folder.remove();
  }
});
