export { startPostgres } from './start-postgres.js';
export type { PostgresExit, RunningPostgres, StartPostgresOptions } from './start-postgres.js';
export { ensureDatabase } from './ensure-database.js';
export { stopAbandonedPostgres } from './abandoned.js';
export { PostgresFolderError, PostgresPortError, PostgresStartError } from './errors.js';
