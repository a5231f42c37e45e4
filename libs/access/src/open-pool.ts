import { Pool, type PoolConfig } from 'pg';

/**
 * Connections as one of the roles, which may break, idle or in use, without taking the process with them.
 * @param url of the role
 * @param onFault told of an idle connection that broke; the next query opens another one
 */
export function openPool(
  url: string,
  limits: Omit<PoolConfig, 'connectionString'> & { readonly max: number },
  onFault: (what: string, error: unknown) => void,
): Pool {
  const pool = new Pool({ connectionString: url, ...limits });
  pool.on('error', (error) => onFault('idle connection', error));
  // One in use fails the query that uses it, which says so; unheard, its error would end the process.
  return pool.on('connect', (client) => client.on('error', () => undefined));
}
