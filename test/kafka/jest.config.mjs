import path from 'node:path';
import main from '../../jest.config.mjs';

/** The suites that need a real broker: `npm run test:kafka`. Each starts its own, or uses the one named by KAFKA_BROKERS. */
export default {
  ...main,
  rootDir: path.resolve(import.meta.dirname, '../..'),
  testMatch: ['<rootDir>/test/kafka/**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  testTimeout: 180_000,
};
