import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { MailServer } from '../../../../test/parts/mail-server.js';
import { startNotifier, type RunningNotifier } from '../../test/running-notifier.js';

const teamSize = 1_000;

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

describe('a big team', () => {
  it(`of ${teamSize} is told once each`, async () => {
    const big = await notifier.another();
    for (let i = 0; i < teamSize - 2; i += 1)
      await big.admit({ id: randomUUID(), name: `Member ${i}`, role: 'operator' });
    const memberIds = Object.keys(notifier.platform.settings.workspace(big.workspaceId)!.members);
    expect(memberIds).toHaveLength(teamSize);
    for (const [i, id] of memberIds.entries())
      await notifier.prefer(id, { email: `m${i}@example.org` }, big.workspaceId);

    const { conversationId } = await big.write('I want a person');
    for (const end = Date.now() + 60_000; ; await pause(50)) {
      const told = mail.mails.filter(({ text }) => text.includes(conversationId));
      if (told.length >= teamSize) break;
      if (Date.now() > end) throw new Error(`${told.length} of ${teamSize} told`);
    }
    const told = mail.mails.filter(({ text }) => text.includes(conversationId)).map(({ to }) => to);
    expect([told.length, new Set(told).size]).toEqual([teamSize, teamSize]);
  }, 240_000);
});
