import type { Pool, QueryConfig } from 'pg';

/** A pool whose answers to some queries come as late as a test wants. */
export function late(pool: Pool, part: string) {
  const [asked, answered] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const query = async (asking: string | QueryConfig, values?: unknown[]) => {
    const answer = await pool.query(asking, values);
    if (!(typeof asking === 'string' ? asking : asking.text).includes(part)) return answer;
    asked.resolve();
    await answered.promise;
    return answer;
  };
  return { pool: { query } as unknown as Pool, asked: asked.promise, answer: () => answered.resolve() };
}
