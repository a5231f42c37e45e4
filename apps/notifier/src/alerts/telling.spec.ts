import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import { AssignConversation, ChangeWaitPolicy, ClaimConversation, RemoveMember } from '#commands';
import { preferencesOf, rowsOf } from '#messaging';
import { MailServer } from '../../../../test/parts/mail-server.js';
import { startNotifier, type RunningNotifier } from '../../test/running-notifier.js';

let mail: MailServer;
let notifier: RunningNotifier;
const posted: { headers: Record<string, string>; body: string }[] = [];
let server: Server;

beforeAll(async () => {
  mail = await MailServer.start();
  notifier = await startNotifier(mail.url);
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      posted.push({ headers: request.headers as Record<string, string>, body });
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
}, 60_000);
afterAll(async () => {
  await notifier.stop();
  server.closeAllConnections();
  server.close();
  await mail.stop();
});

async function until<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  for (const end = Date.now() + 10_000; ; await pause(20)) {
    const found = await ask();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
  }
}

const toldOf = async (memberId: string, conversationId: string) =>
  (await notifier.told(memberId)).filter((one) => one.conversationId === conversationId);

describe('a waiting customer', () => {
  it('is told to every member once, in the list and by mail and webhook, and again by the policy until taken', async () => {
    const { workspace } = notifier;
    const { owner: member, ada, workspaceId } = workspace;
    const steps = [
      { kind: 'notify', afterSeconds: 0 },
      { kind: 'notify', afterSeconds: 60 },
      { kind: 'notify', afterSeconds: 120 },
    ] as const;
    const policy = { steps, firstResponseSeconds: null, nextResponseSeconds: null };
    await notifier.run(new ChangeWaitPolicy(workspaceId, { member, policy }, workspace.issue()));
    await notifier.prefer(ada.id, { email: 'ada@example.org' });
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/me`;
    const secret = await notifier.prefer(member.id, { webhook: address });
    const { conversationId } = await workspace.write('I want a person');
    await mail.has(1);
    await workspace.sees(conversationId, 'NoticeSent', ({ kind }) => kind === 'members_notified');
    expect(await toldOf(ada.id, conversationId)).toMatchObject([{ kind: 'waiting', step: 'step 0' }]);
    expect(mail.mails[0]!.text).toMatch(/^Subject: Test: A customer is waiting/m);
    expect(mail.mails[0]!.text).not.toContain('I want a person');
    await until('the post', () => Promise.resolve(posted[0]));
    new Webhook(secret).verify(posted[0]!.body, posted[0]!.headers);

    await workspace.nextStepDue(conversationId);
    await mail.has(2);
    await notifier.run(new ClaimConversation(conversationId, { member: ada }, workspace.issue()));
    const other = await workspace.write('I want a person');
    await mail.has(3);
    expect(mail.mails.map(({ to }) => to)).toEqual(Array(3).fill('ada@example.org'));
    expect((await toldOf(member.id, conversationId)).map(({ step }) => step)).toEqual(['step 0', 'step 1']);
    expect(await toldOf(ada.id, other.conversationId)).toHaveLength(1);
    const ids = mail.mails.map(({ text }) => /^Message-ID: (.*)$/im.exec(text)?.[1]);
    expect(new Set(ids).size).toBe(3);
  });

  it('is known to the assignee: what they write, and that they ask again; a colleague is told what is theirs now', async () => {
    const { workspace } = notifier;
    const { ada, owner } = workspace;
    const from = randomUUID();
    const { conversationId } = await workspace.write('I want a person', from);
    const assign = { member: owner, to: ada.id } as const;
    await notifier.run(new AssignConversation(conversationId, assign, workspace.issue()));
    await workspace.write('Hello?', from);
    await workspace.write('I want to talk to a person', from);
    await until('the last one', async () =>
      (await toldOf(ada.id, conversationId)).find(({ kind }) => kind === 'customer_asked'),
    );
    const kinds = (await toldOf(ada.id, conversationId)).map(({ kind }) => kind);
    expect(kinds).toEqual(['waiting', 'assigned', 'message', 'customer_asked']);
  });

  it('is told as each wants it; a refused address stands on the timeline and holds up nobody', async () => {
    const { workspace } = notifier;
    const { ada, owner } = workspace;
    mail.refusals.set('nobody@example.org', 550);
    await notifier.prefer(owner.id, { email: 'nobody@example.org' });
    const mailsAbout = (id: string) => mail.mails.filter(({ text }) => text.includes(id)).length;
    const { conversationId } = await workspace.write('I want a person');
    await until('the mail', () => Promise.resolve(mailsAbout(conversationId) > 0 ? true : undefined));
    const failed = await workspace.sees(conversationId, 'DeliveryRecorded');
    expect(failed).toMatchObject({ status: 'failed', code: 'smtp_550' });
    await notifier.prefer(ada.id, { email: 'ada@example.org', chosen: { email: [] } });
    const quiet = await workspace.write('I want a person');
    await workspace.sees(quiet.conversationId, 'NoticeSent', ({ kind }) => kind === 'members_notified');
    await workspace.sees(quiet.conversationId, 'DeliveryRecorded');
    expect([mailsAbout(conversationId), mailsAbout(quiet.conversationId)]).toEqual([1, 0]);
  });

  it('leaves no trace of an address when its member is gone', async () => {
    const { workspace, pool, box } = notifier;
    const member = { id: randomUUID(), name: 'Kim', role: 'operator' } as const;
    await workspace.admit(member);
    await notifier.prefer(member.id, { email: 'kim@example.org' });
    const { rows } = await pool.query<{ email: Buffer }>(
      'select email from messaging.preference where member_id = $1',
      [member.id],
    );
    expect(rows[0]!.email.toString()).not.toContain('kim@');
    const remove = { member: workspace.owner, memberId: member.id };
    await notifier.run(new RemoveMember(workspace.workspaceId, remove, workspace.issue()));
    await until('it is forgotten', async () => {
      const left = await preferencesOf(rowsOf(pool), box, workspace.workspaceId, [member.id]);
      return left.size === 0 ? true : undefined;
    });
  });
});
