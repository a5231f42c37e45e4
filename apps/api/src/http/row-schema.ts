import type { ApiResponseSchemaHost } from '@nestjs/swagger';
import { views } from '#read-models';

type Schema = ApiResponseSchemaHost['schema'];

const ofColumn: Readonly<Record<string, Schema>> = {
  text: { type: 'string' },
  integer: { type: 'integer' },
  bigint: { type: 'string', pattern: '^-?\\d{1,19}$' },
  'double precision': { type: 'number' },
  boolean: { type: 'boolean' },
  timestamptz: { type: 'string', format: 'date-time' },
  uuid: { type: 'string', format: 'uuid' },
  jsonb: {},
};

/**
 * What a row of a view looks like, from the view's own table, so that the description cannot fall behind. `more` are fields
 * that a route adds.
 */
export function rowSchema(viewName: string, more: Readonly<Record<string, Schema>> = {}): Schema {
  const view = views.find(({ name }) => name === viewName);
  if (view === undefined) throw new Error(`there is no view ${viewName}`);
  const { columns, key } = view.table as {
    readonly columns: Readonly<Record<string, string>>;
    readonly key: readonly string[];
  };
  const properties = Object.entries(columns).map(([name, type]): [string, Schema] => [
    name,
    { ...ofColumn[type], ...(key.includes(name) ? {} : { nullable: true }) },
  ]);
  const placed = {
    workspaceId: ofColumn['uuid'],
    contactId: { type: 'string', nullable: true },
    revision: { type: 'integer', description: 'Of the last event in the row, within its stream.' },
    position: { ...ofColumn['bigint'], description: 'Of the same event, in the log.' },
  };
  return { type: 'object', properties: { ...Object.fromEntries(properties), ...placed, ...more } } as Schema;
}

/** A page of such rows. */
export function pageOf(items: Schema, more: Readonly<Record<string, Schema>> = {}): Schema {
  return {
    type: 'object',
    properties: {
      items: { type: 'array', items },
      next: { type: 'string', nullable: true, description: '`cursor` of the next page; null on the last one.' },
      ...more,
    },
  };
}
