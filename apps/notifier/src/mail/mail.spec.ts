import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { createTransport } from 'nodemailer';
import { ClaimConversation } from '#commands';
import { MailServer } from '../../../../test/parts/mail-server.js';
import { until } from '../../../../test/parts/until.js';
import { startNotifier, type RunningNotifier } from '../../test/running-notifier.js';
import { StillMeant } from '../alerts/still-meant.js';
import { triedOfMail } from './answered.js';

let mail: MailServer;
let notifier: RunningNotifier;

beforeAll(async () => {
  mail = await MailServer.start();
  notifier = await startNotifier(mail.url);
}, 60_000);
afterAll(async () => {
  await notifier.stop();
  await mail.stop();
});

/** A workspace whose members all have an address, and what they were mailed of a conversation. */
async function team(size: number) {
  const one = await notifier.another();
  for (let i = 2; i < size; i += 1) await one.admit({ id: randomUUID(), name: `Member ${i}`, role: 'operator' });
  const memberIds = Object.keys(notifier.platform.settings.workspace(one.workspaceId)!.members);
  const name = randomUUID().slice(0, 8);
  const address = (i: number) => `m${i}.${name}@example.org`;
  for (const [i, id] of memberIds.entries()) await notifier.prefer(id, { email: address(i) }, one.workspaceId);
  const toldOf = (conversationId: string) =>
    mail.mails.filter(({ text }) => text.includes(conversationId)).map(({ to }) => to);
  return { ...{ one, address, toldOf, memberIds }, write: () => one.write('I want a person') };
}

describe('a mail', () => {
  it('that a server wants later holds up nobody else’s', async () => {
    const { write, address, toldOf } = await team(12);
    for (const late of [0, 5]) mail.refusals.set(address(late), 451);
    const { conversationId } = await write();
    const expected = [1, 2, 3, 4, 6, 7, 8, 9, 10, 11].map(address).sort();
    await until('the others are told', 8_000, () => Promise.resolve(toldOf(conversationId).length >= expected.length));
    expect(toldOf(conversationId).sort()).toEqual(expected);
  }, 30_000);

  it('is written in the language that its member chose', async () => {
    const { one, write, address, memberIds } = await team(2);
    const language = 'de';
    await notifier.prefer(memberIds[1]!, { email: address(1), language }, one.workspaceId);
    const { conversationId } = await write();
    const mailTo = (i: number) =>
      mail.mails.find(({ to, text }) => to === address(i) && text.includes(conversationId))?.text;
    await until('both are told', 10_000, () => Promise.resolve(mailTo(0) !== undefined && mailTo(1) !== undefined));
    expect(mailTo(0)).toContain('A customer is waiting for a person.');
    expect(mailTo(1)).toContain('Jemand wartet auf einen Menschen aus Ihrem Team.');
  }, 30_000);

  it('to a team asks the log once in a while whether the customer still waits, not once for each member', async () => {
    const { write, toldOf } = await team(60);
    const reads = jest.spyOn(notifier.platform.store, 'readStream');
    const { conversationId } = await write();
    await until('all are told', 20_000, () => Promise.resolve(toldOf(conversationId).length >= 60));
    const ofIt = reads.mock.calls.filter(([stream]) => stream === `conversation-${conversationId}`);
    reads.mockRestore();
    expect(ofIt.length).toBeLessThan(30);
  }, 60_000);

  it('of somebody who was taken meanwhile is not sent, a moment later at the latest', async () => {
    const { one, write, memberIds } = await team(2);
    let now = 0;
    const stillMeant = new StillMeant(notifier.platform, () => now);
    const { conversationId, state } = await write();
    const { handoffId } = state.handoff!;
    const about = {
      notificationId: randomUUID(),
      memberId: memberIds[0]!,
      kind: 'waiting',
      about: {},
      at: '',
    } as const;
    const meant = (of = handoffId) => stillMeant.is({ ...about, conversationId, handoffId: of });
    expect(await meant()).toBe(true);
    expect(await meant(randomUUID())).toBe(false);
    await one.commands.execute(new ClaimConversation(conversationId, { member: one.ada }, one.issue()));
    now += 1_001;
    expect(await meant()).toBe(false);
  }, 30_000);

  it('that the server takes from nobody like us is tried again, and one that it refuses is not', async () => {
    const strict = await MailServer.start('right');
    try {
      const send = async (password: string) => {
        const { host } = new URL(strict.url);
        const transport = createTransport(`smtp://us:${password}@${host}`);
        const tried = transport.sendMail({ from: 'a@example.org', to: 'b@example.org', text: 'x' });
        return tried.then(() => 'taken', triedOfMail).finally(() => transport.close());
      };
      expect(await send('wrong')).toEqual({ state: 'again', code: 'smtp_535' });
      strict.refusals.set('b@example.org', 550);
      expect(await send('right')).toEqual({ state: 'failed', code: 'smtp_550' });
      strict.refusals.set('b@example.org', 451);
      expect(await send('right')).toEqual({ state: 'again', code: 'smtp_451' });
    } finally {
      await strict.stop();
    }
    expect(triedOfMail(new Error('nobody there'))).toEqual({ state: 'again', code: 'smtp_unreachable' });
  });
});
