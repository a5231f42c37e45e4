import { enableRowSecurity } from '#access';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the relay and the consumers remember. None of it holds an event's data: an event that is needed again is read from the log, where
 * its personal fields can be erased.
 */
export class Messaging1795132800300 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create schema messaging;
      grant usage on schema messaging to handoff_projector;

      -- How far the log was published; -1 before the first event.
      create table messaging.relay (
        relay text primary key,
        position bigint not null,
        updated_at timestamptz not null default now()
      );

      -- Streams that the relay has stopped publishing at an event it does not understand.
      create table messaging.relay_parked (
        relay text not null,
        stream text not null,
        revision bigint not null,
        event_type text not null,
        problem text not null,
        parked_at timestamptz not null default now(),
        primary key (relay, stream)
      );

      -- One row for each group: events at or before the start have no effect in it; position is used where it follows the log.
      create table messaging.consumer (
        consumer text primary key,
        starts_after bigint not null,
        position bigint not null,
        updated_at timestamptz not null default now()
      );

      -- The last revision of each stream that a group has dealt with.
      create table messaging.cursor (
        consumer text not null,
        stream text not null,
        -- Unknown where the first event of a stream could not be read.
        workspace_id uuid,
        revision bigint not null,
        parked boolean not null default false,
        primary key (consumer, stream)
      );

      -- Every event whose effect a group has committed, for as long as it might come again.
      create table messaging.inbox (
        consumer text not null,
        event_id uuid not null,
        workspace_id uuid not null,
        applied_at timestamptz not null default now(),
        primary key (consumer, event_id)
      );
      create index inbox_by_age on messaging.inbox (applied_at);

      create table messaging.dead_letter (
        id bigint generated always as identity primary key,
        consumer text not null,
        workspace_id uuid,
        topic text not null,
        stream text,
        revision bigint,
        event_id uuid,
        event_type text,
        -- Where a message lay that could not even be read.
        place text,
        problem text not null,
        attempts integer not null,
        failed_at timestamptz not null default now(),
        asked text check (asked in ('retry', 'skip'))
      );
      create unique index dead_letter_of_stream on messaging.dead_letter (consumer, stream) where stream is not null;
      create unique index dead_letter_of_place on messaging.dead_letter (consumer, topic, place) where place is not null;
    `);
    for (const table of ['relay', 'relay_parked', 'consumer', 'cursor', 'inbox', 'dead_letter'])
      await runner.query(`grant select, insert, update, delete on messaging.${table} to handoff_projector`);
    for (const table of ['cursor', 'inbox', 'dead_letter']) await runner.query(enableRowSecurity(`messaging.${table}`));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema messaging cascade');
  }
}
