import { describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { createTestDatabase } from './postgres.js';

describe('a test database', () => {
  it('is empty, its own, and gone when dropped', async () => {
    const [one, two] = await Promise.all([createTestDatabase(), createTestDatabase()]);
    const client = new Client({ connectionString: one.url });
    await client.connect();
    await client.query('create table mine (id int)');
    await client.end();
    const other = new Client({ connectionString: two.url });
    await other.connect();
    expect((await other.query(`select to_regclass('mine') as found`)).rows).toEqual([{ found: null }]);
    await other.end();
    await one.drop();
    await two.drop();
    await expect(new Client({ connectionString: one.url }).connect()).rejects.toThrow(/does not exist/);
  });
});
