import { expect } from '@jest/globals';

// The acceptance stories run here a second time, with each app as a process of its own and a broker between them.
if (expect.getState().testPath?.includes('/test/acceptance/')) process.env.HANDOFF_TEST_STORIES = 'processes';
