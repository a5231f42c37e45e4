import path from 'node:path';
import main from '../../jest.config.mjs';

/**
 * The suites that need a real broker, and the acceptance stories with each app as a process of its own: `npm run test:kafka`. Each starts its
 * own broker, or uses the one named by KAFKA_BROKERS.
 */
export default {
  ...main,
  rootDir: path.resolve(import.meta.dirname, '../..'),
  testMatch: ['<rootDir>/test/kafka/**/*.spec.ts', '<rootDir>/test/acceptance/**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  setupFilesAfterEnv: ['<rootDir>/test/kafka/parts/stories-as-processes.mjs'],
  testTimeout: 180_000,
};
