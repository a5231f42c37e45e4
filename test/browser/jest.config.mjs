import base from '../../jest.config.mjs';

/** The web chat in a real browser: Debian's Chromium (`apt-get install chromium`), driven by playwright-core. */
export default {
  ...base,
  rootDir: '../..',
  testMatch: ['<rootDir>/test/browser/**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  testTimeout: 60_000,
};
