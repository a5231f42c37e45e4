import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The public keys that signed a workspace's log, so that whoever serves them needs no private one. */
export class LedgerPublicKeys1795132800510 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const current = `nullif(current_setting('handoff.workspace', true), '')::uuid`;
    await runner.query(`
      create table ledger.public_key (
        workspace_id uuid not null,
        key text not null,
        since_size bigint not null,
        added_at timestamptz not null default now(),
        primary key (workspace_id, key)
      );
      grant select, insert on ledger.public_key to handoff_ledger;
      grant select on ledger.public_key to handoff_api;
      alter table ledger.public_key enable row level security, force row level security;
      create policy one_workspace on ledger.public_key to handoff_api using (workspace_id = ${current});
      create policy every_workspace on ledger.public_key to handoff_ledger using (true) with check (true);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table ledger.public_key');
  }
}
