import { randomBytes } from 'node:crypto';
import { DataSource } from 'typeorm';
import { withWorkspace } from '#access';
import { Cursors, queueCount, queuePage } from '#read-models';
import type { Stage } from '../commands/stage.js';
import type { Row } from '../report.js';
import { fillLog } from './fill-log.js';
import { workspaceId } from './histories.js';
import type { Parts } from './parts.js';
import { percentile } from './percentile.js';
import { followNow } from './rebuild.js';

const few = 10_000;
const rounds = 1_500;

/** The first page of the queue and its count, as the API asks for them: with few closed conversations, and with many. */
export async function queuePages(stage: Stage, parts: Parts, many: number): Promise<Row[]> {
  process.stderr.write('a queue, and few closed conversations …\n');
  await fillLog(parts.store, 5_000, () => undefined);
  await followNow(parts);
  const api = await new DataSource({ type: 'postgres', url: stage.roleUrls.handoff_api, poolSize: 4 }).initialize();
  const cursors = new Cursors(randomBytes(32));
  const ask = async () => {
    const began = performance.now();
    await withWorkspace(api, workspaceId, async (manager) => {
      const reader = { manager, workspaceId, cursors };
      return [await queuePage(reader), await queueCount(reader)];
    });
    return performance.now() - began;
  };
  const measure = async () => {
    for (let n = 0; n < 200; n += 1) await ask();
    const took: number[] = [];
    for (let n = 0; n < rounds; n += 1) took.push(await ask());
    return took;
  };
  await closedUpTo(parts, few);
  const atFew = await measure();
  process.stderr.write(`${many} closed conversations …\n`);
  await closedUpTo(parts, many);
  const atMany = await measure();
  await api.destroy();
  const [fewP99, manyP99] = [percentile(atFew, 0.99), percentile(atMany, 0.99)];
  return [
    { what: `queue page, ${few} closed, p50`, figure: percentile(atFew, 0.5), unit: 'ms' },
    { what: `queue page, ${few} closed, p99`, figure: fewP99, unit: 'ms' },
    { what: `queue page, ${many} closed, p50`, figure: percentile(atMany, 0.5), unit: 'ms' },
    {
      what: `queue page, ${many} closed, p99`,
      figure: manyP99,
      unit: 'ms',
      against: { what: '1.5 times the p99 with few', ratio: (1.5 * fewP99) / manyP99, target: 1 },
    },
  ];
}

/** Copies closed conversations with their handoffs, as they stand in the views, until there are so many. */
async function closedUpTo({ owner }: Parts, count: number): Promise<void> {
  for (const [table, which] of [
    ['conversations', `status = 'closed'`],
    ['handoffs', 'ended_at is not null'],
  ] as const) {
    const { rows } = await owner.query<{ name: string }>(
      `select quote_ident(attname) as name from pg_attribute
       where attrelid = $1::regclass and attnum > 0 and attname not in ('conversation_id', 'number') order by attnum`,
      [`views.${table}`],
    );
    const others = rows.map(({ name }) => name).join(', ');
    const number = table === 'handoffs' ? 'number, ' : '';
    await owner.query(
      `insert into views.${table} (conversation_id, ${number}${others})
       select gen_random_uuid()::text, ${number}${others}
       from (select *, row_number() over () as nth from views.${table} where ${which} limit 100) t
       cross join generate_series(1, greatest(0, ($1 - (select count(*) from views.${table} where ${which})) / 100)) as copies`,
      [count],
    );
    await owner.query(`vacuum analyze views.${table}`);
  }
}
