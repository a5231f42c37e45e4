import { ApiKeyUses } from '#access';
import { messagingMigrations } from '#messaging';
import { personalDataMigrations } from '#personal-data';
import type { MigrationInterface } from 'typeorm';
import { Ledger1795132800500 } from '../ledger/ledger-schema.js';
import { LedgerPublicKeys1795132800510 } from '../ledger/public-key-schema.js';
import { views } from '../registry.js';
import { Projections1795132800200 } from './projection-schema.js';
import { tableMigrations } from './table-migration.js';

/** Every migration of every lib; TypeORM runs them in the order of the times in their names. */
export const migrations: (new () => MigrationInterface)[] = [
  ...personalDataMigrations,
  ...messagingMigrations,
  Projections1795132800200,
  Ledger1795132800500,
  LedgerPublicKeys1795132800510,
  ...views.flatMap(tableMigrations),
  ApiKeyUses,
];
