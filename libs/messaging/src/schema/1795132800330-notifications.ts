import { enableRowSecurity } from '#access';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What members are told and how they want to be told; who else hears of events. */
export class Notifications1795132800330 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table messaging.preference (
        workspace_id uuid not null,
        member_id text not null,
        -- Closed with the key of secrets: addresses are nobody's business.
        email bytea,
        webhook bytea,
        webhook_secret bytea,
        -- Which kinds of notifications come which way; absent: the default.
        chosen jsonb not null default '{}',
        changed_at timestamptz not null default now(),
        primary key (workspace_id, member_id)
      );
      grant select, delete on messaging.preference to handoff_projector;
      grant select, insert, update, delete on messaging.preference to handoff_api;

      -- One row for each member and cause: what they missed while they were away.
      create table messaging.notification (
        place bigint generated always as identity,
        id uuid primary key,
        workspace_id uuid not null,
        member_id text not null,
        kind text not null,
        conversation_id text,
        handoff_id text,
        step text,
        caused_by uuid not null,
        about jsonb not null default '{}',
        at timestamptz not null,
        read_at timestamptz
      );
      create index notification_of_member on messaging.notification (workspace_id, member_id, place desc);
      create index notification_of_conversation on messaging.notification (workspace_id, conversation_id, place);
      create index notification_by_age on messaging.notification (at);
      grant select, insert, delete on messaging.notification to handoff_projector;
      grant select, update on messaging.notification to handoff_api;

      create table messaging.subscription (
        workspace_id uuid not null,
        id uuid not null,
        url text not null,
        description text not null,
        -- Types of events; none named: all of them.
        types text[] not null,
        -- Whether personal fields are sent open.
        personal boolean not null,
        secret bytea not null,
        previous_secret bytea,
        previous_until timestamptz,
        state text not null default 'active' check (state in ('active', 'paused', 'disabled')),
        -- Why it was disabled.
        code text,
        created_at timestamptz not null default now(),
        changed_at timestamptz not null default now(),
        primary key (workspace_id, id)
      );
      grant select, update on messaging.subscription to handoff_projector;
      grant select, insert, update, delete on messaging.subscription to handoff_api;
    `);
    for (const table of ['preference', 'notification', 'subscription'])
      await runner.query(enableRowSecurity(`messaging.${table}`));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table messaging.subscription, messaging.notification, messaging.preference');
  }
}
