import type { Pool } from 'pg';

/** A pool whose answers to some queries come as late as a test wants. */
export function late(pool: Pool, part: string) {
  const [asked, answered] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const query = async (sql: string, values: unknown[]) => {
    const answer = await pool.query(sql, values);
    if (!sql.includes(part)) return answer;
    asked.resolve();
    await answered.promise;
    return answer;
  };
  return { pool: { query } as unknown as Pool, asked: asked.promise, answer: () => answered.resolve() };
}
