import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The schema of the views, and what the projector itself remembers: how far each projection has come, and which streams are parked in
 * it. Neither table holds anything of a workspace; the API's role reads checkpoints, and nothing else here.
 */
export class Projections1795132800200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Every process reads which schema it has found.
      grant select on public.migrations to handoff_api, handoff_projector, handoff_keys, handoff_timekeeper;

      create schema views;
      grant usage on schema views to handoff_api, handoff_projector;

      create table views.checkpoint (
        projection text primary key,
        version integer not null,
        position bigint not null,
        log_time timestamptz,
        updated_at timestamptz not null default now()
      );
      grant select on views.checkpoint to handoff_api;
      grant select, insert, update, delete on views.checkpoint to handoff_projector;

      create table views.parked_stream (
        projection text not null,
        stream text not null,
        revision bigint not null,
        event_type text not null,
        problem text not null,
        parked_at timestamptz not null default now(),
        primary key (projection, stream)
      );
      grant select, insert, update, delete on views.parked_stream to handoff_projector;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema views cascade');
  }
}
