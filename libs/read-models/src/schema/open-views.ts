import { DataSource } from 'typeorm';
import { assertSchema } from './schema-version.js';

/**
 * Connects a process to the views, as the role its URL names, and holds their schema to its own.
 * @param name of the process, as PostgreSQL lists its connections
 * @throws SchemaMismatch
 */
export async function openViews(url: string, name: string, poolSize: number): Promise<DataSource> {
  const views = new DataSource({ type: 'postgres', url, poolSize, applicationName: `handoff ${name}` });
  await views.initialize();
  try {
    await assertSchema(views);
  } catch (error) {
    await views.destroy();
    throw error;
  }
  return views;
}
