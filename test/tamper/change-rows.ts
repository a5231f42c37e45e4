import type { Client } from 'pg';
import type { Chance } from './chance.js';

/** One way of tampering with Postgres, as somebody whom no right holds. False when nothing was changed. */
export type RowChange = (owner: Client, chance: Chance) => Promise<boolean>;

const audited = ['views.handoffs', 'views.audit_log'] as const;

interface Column {
  readonly name: string;
  readonly type: string;
}

async function columnsOf(owner: Client, table: string): Promise<Column[]> {
  const { rows } = await owner.query<Column>(
    `select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped`,
    [table],
  );
  return rows;
}

async function oneOf(owner: Client, table: string, chance: Chance): Promise<string> {
  const { rows } = await owner.query<{ ctid: string }>(`select ctid::text from ${table} order by ctid`);
  return chance.of(rows).ctid;
}

const other: Readonly<Record<string, string>> = {
  text: `coalesce(x, '') || '!'`,
  integer: 'coalesce(x, 0) + 1',
  bigint: 'coalesce(x, 0) + 1',
  'double precision': 'coalesce(x, 0) + 1',
  boolean: 'x is not true',
  'timestamp with time zone': `coalesce(x, now()) + interval '1 millisecond'`,
  jsonb: `jsonb_build_object('was', x)`,
  json: `json_build_object('was', x)`,
  uuid: 'gen_random_uuid()',
  bytea: `set_byte(x, length(x) - 1, (get_byte(x, length(x) - 1) + 1) % 256)`,
  smallint: 'coalesce(x, 0) + 8',
};

/** Changes one column of one row. */
async function edit(owner: Client, table: string, chance: Chance, not: readonly string[] = []): Promise<boolean> {
  const column = chance.of((await columnsOf(owner, table)).filter(({ name }) => !not.includes(name)));
  const change = other[column.type]!.replaceAll('x', `"${column.name}"`).replaceAll(/ma"\w+"/g, 'max');
  const changed = await owner.query(`update ${table} set "${column.name}" = ${change} where ctid = $1`, [
    await oneOf(owner, table, chance),
  ]);
  return changed.rowCount === 1;
}

async function remove(owner: Client, table: string, chance: Chance): Promise<boolean> {
  return (
    (await owner.query(`delete from ${table} where ctid = $1`, [await oneOf(owner, table, chance)])).rowCount === 1
  );
}

/** Two rows of a table swap the values of some columns. */
async function swap(owner: Client, table: string, columns: readonly string[], chance: Chance): Promise<boolean> {
  const [a, b] = [await oneOf(owner, table, chance), await oneOf(owner, table, chance)];
  if (a === b) return false;
  const list = columns.join(', ');
  const { rowCount } = await owner.query(
    `update ${table} t set (${list}) = (select ${list} from ${table} o where o.ctid = case when t.ctid = $1 then $2::tid else $1::tid end)
     where t.ctid in ($1, $2) and exists (select 1 from ${table} x, ${table} y where x.ctid = $1 and y.ctid = $2
       and (${columns.map((each) => `x.${each}`).join(', ')}) is distinct from (${columns.map((each) => `y.${each}`).join(', ')}))`,
    [a, b],
  );
  return rowCount === 2;
}

/** A copy of a row under another key. */
async function insert(owner: Client, table: string, changes: Readonly<Record<string, string>>, chance: Chance) {
  const columns = (await columnsOf(owner, table)).map(({ name }) => name);
  const { rowCount } = await owner.query(
    `insert into ${table} (${columns.map((name) => `"${name}"`).join(', ')})
     select ${columns.map((name) => changes[name] ?? `"${name}"`).join(', ')} from ${table} where ctid = $1`,
    [await oneOf(owner, table, chance)],
  );
  return rowCount === 1;
}

const leafEnd = '(select max(index) + 1 from ledger.leaf)';

/** By class: what somebody might do. */
export const rowChanges: Readonly<Record<string, RowChange>> = {
  'row edited': (owner, chance) => edit(owner, chance.of(audited), chance),
  'row deleted': (owner, chance) => remove(owner, chance.of(audited), chance),
  'row inserted': (owner, chance) =>
    chance.below(2) === 0
      ? insert(owner, 'views.handoffs', { number: '1000 + number', handoff_id: 'gen_random_uuid()::text' }, chance)
      : insert(owner, 'views.audit_log', { event_id: 'gen_random_uuid()::text' }, chance),
  'rows reordered': (owner, chance) => swap(owner, chance.of(audited), ['at', 'position', 'entry'], chance),
  'leaf edited': (owner, chance) => edit(owner, 'ledger.leaf', chance, ['index']),
  'leaf deleted': (owner, chance) => remove(owner, 'ledger.leaf', chance),
  'leaf inserted': (owner, chance) =>
    insert(
      owner,
      'ledger.leaf',
      { index: leafEnd, revision: '100000 + revision', event_id: 'gen_random_uuid()' },
      chance,
    ),
  'leaves reordered': (owner, chance) => swap(owner, 'ledger.leaf', ['leaf', 'hash', 'event_id'], chance),
  'tail cut': async (owner, chance) =>
    ((
      await owner.query('delete from ledger.leaf where index >= (select max(index) from ledger.leaf) - $1', [
        chance.below(20),
      ])
    ).rowCount ?? 0) > 0,
  'tree changed': (owner, chance) => edit(owner, 'ledger.subtree', chance, ['workspace_id']),
  'checkpoint forged': (owner, chance) => edit(owner, 'ledger.checkpoint', chance, ['signed_at']),
  'checkpoint replayed': (owner, chance) => swap(owner, 'ledger.checkpoint', ['note', 'size'], chance),
};
