import type { ClientBase } from 'pg';

/**
 * The schema of the log, step by step; a step is never edited once released, changes are added at the end. Frames are
 * stored out of line uncompressed: they are sent as they are, and compressing them would cost more than it saves.
 */
const STEPS: readonly string[] = [
  `CREATE TABLE event_store.events (
     position bigint PRIMARY KEY,
     stream text COLLATE "C" NOT NULL,
     revision bigint NOT NULL,
     frame bytea NOT NULL,
     UNIQUE (stream, revision)
   );
   ALTER TABLE event_store.events ALTER COLUMN frame SET STORAGE EXTERNAL;`,
];

/**
 * Brings the schema `event_store` to this version. The caller holds the lock of the writer, so nobody else does the same.
 *
 * @throws when the schema was made by a newer version, which this one cannot know
 */
export async function migrate(client: ClientBase): Promise<void> {
  await client.query('CREATE SCHEMA IF NOT EXISTS event_store');
  await client.query('CREATE TABLE IF NOT EXISTS event_store.version (version int NOT NULL)');
  const { rows } = await client.query<{ version: number }>('SELECT version FROM event_store.version');
  const version = rows[0]?.version ?? 0;
  if (version > STEPS.length) {
    throw new Error(
      `This database holds an event store of schema version ${version}, and this program knows versions up to ` +
        `${STEPS.length}: start the newer program that wrote it.`,
    );
  }
  for (const [i, step] of STEPS.entries()) {
    if (i < version) continue;
    await client.query('BEGIN');
    await client.query(step);
    await client.query('DELETE FROM event_store.version');
    await client.query('INSERT INTO event_store.version VALUES ($1)', [i + 1]);
    await client.query('COMMIT');
  }
}
