import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The ledger: nobody may change or delete a row, not even the role that writes. The one thing that moves is how far the log was
 * sequenced. The API's role reads one workspace, and adds the cosignatures of witnesses.
 */
export class Ledger1795132800500 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create schema ledger;
      grant usage on schema ledger to handoff_ledger, handoff_api;
      grant select on public.migrations to handoff_ledger;

      -- Leaves hold commitments only; "sealed" holds the envelopes behind them, which nothing opens once their key is gone.
      create table ledger.leaf (
        workspace_id uuid not null,
        index bigint not null check (index >= 0),
        stream text not null,
        revision bigint not null,
        entry integer not null,
        event_id text not null,
        at timestamptz not null,
        leaf bytea not null,
        hash bytea not null check (length(hash) = 32),
        sealed json,
        primary key (workspace_id, index),
        unique (workspace_id, stream, revision)
      );
      create index leaf_first on ledger.leaf (workspace_id) where index = 0;

      -- Roots of complete subtrees of 256, 65,536, … leaves: with the leaves' own hashes, the tiles of C2SP tlog-tiles.
      create table ledger.subtree (
        workspace_id uuid not null,
        level smallint not null check (level > 0 and level % 8 = 0),
        index bigint not null,
        hash bytea not null check (length(hash) = 32),
        primary key (workspace_id, level, index)
      );

      create table ledger.checkpoint (
        workspace_id uuid not null,
        number bigint not null,
        size bigint not null,
        note text not null,
        signed_at timestamptz not null default now(),
        primary key (workspace_id, number)
      );

      create table ledger.cosignature (
        workspace_id uuid not null,
        size bigint not null,
        witness text not null,
        line text not null check (length(line) < 1000),
        added_at timestamptz not null default now(),
        primary key (workspace_id, size, witness)
      );

      create table ledger.sequencer (
        only_row boolean primary key default true check (only_row),
        position bigint not null
      );
      insert into ledger.sequencer (position) values (-1);
      grant select, update on ledger.sequencer to handoff_ledger;
      grant select on ledger.sequencer to handoff_api;
    `);
    for (const table of ['leaf', 'subtree', 'checkpoint', 'cosignature'])
      await runner.query(`
        grant select, insert on ledger.${table} to handoff_ledger;
        grant select on ledger.${table} to handoff_api;
        alter table ledger.${table} enable row level security, force row level security;
        create policy one_workspace on ledger.${table} to handoff_api
          using (workspace_id = ${current}) with check (workspace_id = ${current});
        create policy every_workspace on ledger.${table} to handoff_ledger using (true) with check (true);
      `);
    await runner.query('grant insert on ledger.cosignature to handoff_api');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema ledger cascade');
  }
}

/** As in `enableRowSecurity`. */
const current = `nullif(current_setting('handoff.workspace', true), '')::uuid`;
