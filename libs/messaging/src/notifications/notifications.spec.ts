import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { createMessagingDatabase, type MessagingDatabase } from '../../test/messaging-database.js';
import { rowsOf } from '../connectors/rows.js';
import { inTransaction } from '../transaction.js';
import { schedule } from '../deliver/schedule.js';
import {
  enterNotifications,
  mailWork,
  memberWebhookWork,
  notificationsAbout,
  notificationsOf,
  pruneNotifications,
  wayId,
  type Notification,
} from './notifications.js';

let database: MessagingDatabase;

beforeAll(async () => {
  database = await createMessagingDatabase();
});
afterAll(() => database.drop());

const of = { workspaceId: randomUUID(), memberId: 'ada' };

function notification(daysAgo: number, id = randomUUID()): Notification {
  return {
    ...{ ...of, id, kind: 'waiting', conversationId: randomUUID(), handoffId: null, step: 'step 0' },
    ...{ causedBy: randomUUID(), about: {}, at: new Date(Date.now() - daysAgo * 86_400_000).toISOString() },
  };
}

const enter = (...notifications: Notification[]) =>
  inTransaction(database.pool, (tx) => enterNotifications(tx, notifications));

describe('notifications', () => {
  it('are entered once, however often', async () => {
    const one = notification(0);
    expect(await enter(one, notification(0))).toContain(one.id);
    expect(await enter(one)).toEqual(new Set());
  });

  it('of a conversation tell how each went by the ways that its member wanted', async () => {
    const [one, other] = [notification(0), notification(0)];
    const conversationId = randomUUID();
    await enter({ ...one, conversationId }, { ...other, conversationId, memberId: 'ben' });
    const way = (work: string, id: string) => ({
      ...{ work, id: wayId(id, work), workspaceId: of.workspaceId, lane: id, target: 'ada', payload: {} },
    });
    await schedule(database.pool, [way(mailWork, one.id), way(memberWebhookWork, one.id)]);
    await database.pool.query(
      `update messaging.delivery set state = 'failed', code = 'smtp_550' where work = 'mail' and delivery_id = $1`,
      [wayId(one.id, mailWork)],
    );
    const told = await notificationsAbout(rowsOf(database.pool), { ...of, conversationId }, 10);
    expect(told.map(({ memberId, ways }) => [memberId, ways])).toEqual([
      ['ada', { mail: 'failed smtp_550', 'member-webhook': 'waiting ' }],
      ['ben', {}],
    ]);
  });

  it('are kept for as long as is asked, and forgotten then', async () => {
    const [old, kept] = [notification(91), notification(89)];
    await enter(old, kept);
    await pruneNotifications(database.pool, 90);
    const ids = (await notificationsOf(rowsOf(database.pool), of, { limit: 50 })).map(({ id }) => id);
    expect(ids).toContain(kept.id);
    expect(ids).not.toContain(old.id);
  });
});
