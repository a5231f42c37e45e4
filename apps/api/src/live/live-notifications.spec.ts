import { describe, expect, it } from '@jest/globals';
import { randomBytes, randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { NotificationWatch } from '#messaging';
import { DeliveryRows } from '../delivery/delivery-rows.js';
import { Caller } from '../http/caller.js';
import { LiveNotifications } from './live-notifications.js';

describe('a stream that cannot begin', () => {
  it('since the database is away leaves nobody behind who listens', async () => {
    const away = 'postgres://nobody@127.0.0.1:1/nothing';
    const pool = new Pool({ connectionString: away });
    const watch = new NotificationWatch(pool);
    const rows = new DeliveryRows(new DataSource({ type: 'postgres', url: away }), randomBytes(32));
    const principal = { workspaceId: randomUUID(), kind: 'member', id: 'ada', role: 'operator' } as const;
    const following = new LiveNotifications(watch, rows).follow(new Caller(principal, undefined, 'r-1', undefined));
    await expect(following).rejects.toThrow();
    expect((watch as unknown as { watchers: Map<string, unknown> }).watchers.size).toBe(0);
    await pool.end();
  });
});
