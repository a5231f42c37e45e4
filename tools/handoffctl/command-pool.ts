import type { Pool } from 'pg';
import { openPool } from '#access';

/** The connections of a command. One that breaks while idle is replaced by the next query, which says so if it cannot be. */
export function commandPool(url: string, max: number): Pool {
  return openPool(url, { max }, () => undefined);
}
