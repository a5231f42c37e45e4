import { enableRowSecurity } from '#access';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How each channel of a workspace reaches its customers. */
export class Connectors1795132800320 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table messaging.connector (
        workspace_id uuid not null,
        channel text not null,
        kind text not null check (kind in ('webhook', 'web', 'staging')),
        -- Where messages for customers are posted to; of webhooks only.
        url text,
        settings jsonb not null default '{}',
        -- Closed with the key of secrets; the one before is good for a day after a change.
        secret bytea not null,
        previous_secret bytea,
        previous_until timestamptz,
        changed_at timestamptz not null default now(),
        primary key (workspace_id, channel)
      );
      grant select on messaging.connector to handoff_projector;
      grant select, insert, update, delete on messaging.connector to handoff_api;

      -- Signed messages of the last minutes, so that none is taken twice.
      create table messaging.seen_signature (
        workspace_id uuid not null,
        channel text not null,
        message_id text not null,
        seen_at timestamptz not null default now(),
        primary key (workspace_id, channel, message_id)
      );
      create index seen_signature_by_age on messaging.seen_signature (seen_at);
      grant select, insert, delete on messaging.seen_signature to handoff_projector;
    `);
    for (const table of ['connector', 'seen_signature']) await runner.query(enableRowSecurity(`messaging.${table}`));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table messaging.seen_signature, messaging.connector');
  }
}
