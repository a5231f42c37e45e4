import type { MigrationInterface, QueryRunner } from 'typeorm';
import { enableRowSecurity } from '../row-security.js';

/** When each API key was used last, to the minute. */
export class ApiKeyUses1795132802000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create schema access;
      grant usage on schema access to handoff_api;
      create table access.api_key_use (
        workspace_id uuid not null,
        key_id uuid not null,
        last_used_at timestamptz not null,
        primary key (workspace_id, key_id)
      );
      grant select, insert, update on access.api_key_use to handoff_api;
      ${enableRowSecurity('access.api_key_use')}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema access cascade');
  }
}
