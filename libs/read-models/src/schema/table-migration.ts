import { enableRowSecurity } from '#access';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndexSql, createTableSql } from '../view/table.js';
import type { View } from '../view/view.js';

/**
 * The migrations that make a view's table: one for each time in `made`. A later one drops what an earlier one made, and the view is
 * filled again from the log; so an old database and a fresh one end with the same table.
 */
export function tableMigrations(view: View): (new () => MigrationInterface)[] {
  const { table } = view;
  return table.made.map(
    (time) =>
      class implements MigrationInterface {
        readonly name = `${table.name}${time}`;

        async up(runner: QueryRunner): Promise<void> {
          await runner.query(`drop table if exists views.${table.name}`);
          for (const sql of tableSql(view)) await runner.query(sql);
          await runner.query('delete from views.checkpoint where projection = $1', [view.name]);
        }

        async down(runner: QueryRunner): Promise<void> {
          await runner.query(`drop table views.${table.name}`);
        }
      },
  );
}

/** A view's table with its rights: the API's role reads one workspace, the projector's writes all. */
export function tableSql(view: View, name: string = view.table.name): string[] {
  return [...bareTableSql(view, name), ...openTableSql(view, name)];
}

/**
 * The table as it is filled fastest: nobody but the projector may touch it, so it needs no wall between workspaces yet (PostgreSQL
 * copies into no table that has one), and no index for queries.
 */
export function bareTableSql(view: View, name: string): string[] {
  return [
    createTableSql(view.table, name),
    `grant select, insert, update, delete on views.${name} to handoff_projector`,
  ];
}

/** What makes a bare table one that may be read. */
export function openTableSql(view: View, name: string): string[] {
  return [
    ...createIndexSql(view.table, name),
    enableRowSecurity(`views.${name}`),
    `grant select on views.${name} to handoff_api`,
  ];
}
