import { enableRowSecurity } from '#access';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What goes out to others. A row says what caused it and to whom it goes, never what it says: that is read from the log when it is
 * sent, where personal fields can be erased.
 */
export class Deliveries1795132800310 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table messaging.delivery (
        id bigint generated always as identity primary key,
        -- Which worker sends it.
        work text not null,
        -- The same cause and receiver have the same id, however often they are scheduled; receivers see it too.
        delivery_id uuid not null,
        workspace_id uuid not null,
        -- Deliveries of one lane go out one after the other, in the order of their numbers.
        lane text not null,
        -- Whom it goes to, for lists: a channel, a member, a subscription.
        target text not null,
        payload jsonb not null,
        state text not null default 'waiting' check (state in ('waiting', 'sent', 'failed')),
        attempts integer not null default 0,
        due_at timestamptz not null default clock_timestamp(),
        leased_by uuid,
        leased_until timestamptz,
        -- What the outside said, from when it is out until it is recorded.
        outcome jsonb,
        -- The last answer, as a stable word.
        code text,
        created_at timestamptz not null default clock_timestamp(),
        attempted_at timestamptz,
        finished_at timestamptz,
        unique (work, delivery_id)
      );
      create index delivery_due on messaging.delivery (work, due_at, id) where state = 'waiting';
      create index delivery_lane on messaging.delivery (work, lane, id) where state = 'waiting';
      create index delivery_of_target on messaging.delivery (workspace_id, work, target, id);
      create index delivery_by_age on messaging.delivery (finished_at) where state <> 'waiting';
      grant select, insert, update, delete on messaging.delivery to handoff_projector;
      grant usage on schema messaging to handoff_api;
      grant select, insert, update on messaging.delivery to handoff_api;
    `);
    await runner.query(enableRowSecurity('messaging.delivery'));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table messaging.delivery');
  }
}
