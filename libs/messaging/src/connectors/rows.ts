import type { ClientBase, Pool } from 'pg';
import type { EntityManager } from 'typeorm';
import type { Rows } from './connectors.js';

/** Rows by a connection of pg. */
export function rowsOf(connection: Pool | ClientBase): Rows {
  return async <Row extends object>(sql: string, values: readonly unknown[]) =>
    (await connection.query<Row>(sql, [...values])).rows;
}

/**
 * Rows by TypeORM, within `withWorkspace`. An update or delete of TypeORM answers `[rows, count]`, everything else the rows.
 */
export function rowsWithin(manager: Pick<EntityManager, 'query'>): Rows {
  return async <Row extends object>(sql: string, values: readonly unknown[]) => {
    const answer = await manager.query<Row[] | [Row[], number]>(sql, [...values]);
    return Array.isArray(answer[0]) ? answer[0] : (answer as Row[]);
  };
}
