import { enableRowSecurity } from '#access';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTableSql } from '../view/table.js';
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
  return [
    ...createTableSql(view.table, name),
    enableRowSecurity(`views.${name}`),
    `grant select on views.${name} to handoff_api`,
    `grant select, insert, update, delete on views.${name} to handoff_projector`,
  ];
}
