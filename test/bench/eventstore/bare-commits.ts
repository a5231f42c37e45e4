import pg from 'pg';
import { message, rate } from './load.js';

/** The floor: what PostgreSQL does without us, one row and one commit at a time on so many connections. */
export async function bareCommits(url: string) {
  const pool = new pg.Pool({ connectionString: url, max: 32 });
  await pool.query('CREATE TABLE IF NOT EXISTS bare (id bigserial PRIMARY KEY, stream text, type text, data jsonb)');
  const insert = (n: number) => {
    const { stream, type, data } = message(n);
    const values = [stream, type, JSON.stringify(data)];
    return pool.query({ name: 'bare', text: 'INSERT INTO bare (stream, type, data) VALUES ($1, $2, $3)', values });
  };
  return {
    measure: (connections: number, milliseconds: number) => rate(connections, milliseconds, insert),
    close: () => pool.end(),
  };
}
