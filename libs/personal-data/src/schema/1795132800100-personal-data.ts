import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The key store and the contact directory: a schema of their own, for one role of their own, so that neither the API's nor the
 * projector's role can read a key. Row-level security stands here as everywhere; this one role serves every workspace, since
 * a batch of the log holds the events of many.
 */
export class PersonalData1795132800100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create schema personal_data;
      grant usage on schema personal_data to handoff_keys;

      create table personal_data.workspace_keys (
        workspace_id uuid primary key,
        master_key_id text not null,
        wrapped bytea not null,
        created_at timestamptz not null default now()
      );

      -- A destroyed key keeps its row, without the key: nobody makes a new one in its place.
      create table personal_data.keys (
        workspace_id uuid not null,
        subject text not null check (subject ~ '^(contact|member):.'),
        wrapped bytea,
        created_at timestamptz not null default now(),
        destroyed_at timestamptz,
        primary key (workspace_id, subject),
        check ((wrapped is null) = (destroyed_at is not null))
      );

      create table personal_data.contact_directory (
        workspace_id uuid not null,
        identity bytea not null check (length(identity) = 32),
        contact_id uuid not null,
        created_at timestamptz not null default now(),
        primary key (workspace_id, identity)
      );
      create index contact_directory_by_contact on personal_data.contact_directory (workspace_id, contact_id);
    `);
    for (const [table, rights] of [
      ['workspace_keys', 'select, insert'],
      ['keys', 'select, insert, update'],
      ['contact_directory', 'select, insert, delete'],
    ])
      await runner.query(`
        grant ${rights} on personal_data.${table} to handoff_keys;
        alter table personal_data.${table} enable row level security, force row level security;
        create policy every_workspace on personal_data.${table} to handoff_keys using (true) with check (true);
      `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema personal_data cascade');
  }
}
