import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';

/** How long a connection that was ended may take to be gone. */
const goodbyeMs = 2_000;

/** A database of one test, empty, in the PostgreSQL server of this run. */
export interface TestDatabase {
  /** Connection string of the superuser, who may make roles. Roles belong to the whole server, not to the database. */
  readonly url: string;
  /** Ends the open connections and drops it; one left undropped goes with the server at the end of the run. */
  drop(): Promise<void>;
}

/**
 * A fresh database in a real PostgreSQL: the one named by HANDOFF_TEST_POSTGRES, else one started for this run.
 *
 * @throws Error with a sentence when there is no built launcher, or the server does not start
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = await testServer();
  const name = `test_${Date.now().toString(36)}_${randomBytes(6).toString('hex')}`;
  await onServer(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => drop(server, name) };
}

async function testServer(): Promise<string> {
  const given = process.env.HANDOFF_TEST_POSTGRES;
  if (given) return given;
  const door = process.env.HANDOFF_TEST_POSTGRES_DOOR;
  if (!door) throw new Error('There is no PostgreSQL for tests: run them with this repository’s jest.config.mjs.');
  const answer = await fetch(door);
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
  process.env.HANDOFF_TEST_POSTGRES = text;
  return text;
}

/**
 * A pool that was ended has said goodbye on each connection, and the server may not have heard it yet: forced out, such a connection
 * would report an error that nobody listens for any more. So those get a moment; what is still there then was left open.
 */
async function drop(server: string, name: string): Promise<void> {
  const client = new Client({ connectionString: server });
  await client.connect();
  try {
    for (const until = Date.now() + goodbyeMs; Date.now() < until; await pause(20)) {
      const { rowCount } = await client.query('select from pg_stat_activity where datname = $1', [name]);
      if (rowCount === 0) break;
    }
    await client.query(`drop database if exists ${name} with (force)`);
  } finally {
    await client.end();
  }
}

async function onServer(server: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
