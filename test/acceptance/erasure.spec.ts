import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { EventStoreDB, isReadable, type StoredEvent } from '#event-store';
import { parsePolicy, verifyExport, type Policy } from '#ledger';
import { KeepSealed } from '#messaging';
import { auditLedger, digestOfRows, digestOfTable, foldFromZero, pagesOf, views } from '#read-models';
import { Messenger } from '../parts/messenger.js';
import { everyEvent, everyFile, everyRow, linesWith } from '../parts/places.js';
import { plantContact } from '../parts/planted-contact.js';
import { startStoryApplication, type StoryApplication } from '../parts/story-application.js';
import { StoryWorkspace } from '../parts/story-workspace.js';
import { until } from '../parts/until.js';

const marker = 'Zq7-planted';

let application: StoryApplication;
let messenger: Messenger;
const said: string[] = [];

beforeAll(async () => {
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream) as (...given: unknown[]) => boolean;
    stream.write = (chunk: unknown, ...rest: unknown[]) => {
      said.push(String(chunk));
      return write(chunk, ...rest);
    };
  }
  [application, messenger] = await Promise.all([startStoryApplication(), Messenger.start()]);
});

afterAll(async () => {
  await application.stop();
  await messenger.stop();
});

/** An export of everything that is signed, and where it is fetched. */
async function exported(shop: StoryWorkspace): Promise<{ readonly path: string; readonly file: Buffer }> {
  await shop.seeNow('paul', '/v1/handoffs');
  const { items } = (await shop.see('paul', '/v1/ledger/entries')).body;
  const size = String(items.length);
  await until('that much is signed', 20_000, async () => {
    const { text = '' } = await shop.see('paul', '/v1/ledger/checkpoint');
    return BigInt(text.split('\n')[1] ?? -1) >= BigInt(size) ? true : undefined;
  });
  const ordered = await shop.send('post', 'paul', '/v1/audit/exports', {});
  const path = `/v1/audit/exports/${String(ordered.body['exportId'])}/file`;
  const { bytes, status, body } = await shop.see('paul', path, ordered);
  expect([status, body.code]).toEqual([200, undefined]);
  return { path, file: bytes! };
}

async function policyOf(shop: StoryWorkspace): Promise<Policy> {
  const { body } = await shop.see('paul', '/v1/ledger/keys');
  const keys = (body['keys'] as { key: string }[]).map(({ key }) => key);
  const logs = [{ origin: body['origin'], keys }];
  return parsePolicy(JSON.stringify({ format: 'handoff-policy/1', logs, exports: [body['exports']] }));
}

function verdict(file: Buffer, policy: Policy) {
  return verifyExport(Readable.from([file]), policy);
}

/** The audit of the live record finds nothing, and every view is what folding the log from nothing gives. */
async function everythingAgrees(): Promise<void> {
  const owner = new Client({ connectionString: application.databaseUrl });
  await owner.connect();
  const closed = new EventStoreDB({
    connectionString: application.eventStoreUrl,
    sealer: new KeepSealed(),
    asStored: true,
  });
  try {
    const ask = async <Row>(sql: string, parameters: unknown[]) => (await owner.query(sql, parameters)).rows as Row[];
    const keysOf = async (id: string) =>
      (await ask<{ key: string }>('select key from ledger.public_key where workspace_id = $1', [id])).map(
        ({ key }) => key,
      );
    const findings = await until('the record has settled', 20_000, async () => {
      await owner.query('begin transaction isolation level repeatable read, read only');
      try {
        const pages = { closed: () => pagesOf(closed), opened: () => pagesOf(application.log) };
        const audit = await auditLedger({ ledger: ask, views: ask, ...pages, keysOf });
        const [position] = await ask<{ position: string }>(
          'select min(position) as position from views.checkpoint',
          [],
        );
        if (BigInt(position!.position) < (await application.head())) return undefined;
        const events: StoredEvent[] = [];
        for await (const page of pagesOf(application.log)) events.push(...page.filter(isReadable));
        for (const view of views)
          expect([view.name, await digestOfTable(view, owner)]).toEqual([
            view.name,
            digestOfRows(view, foldFromZero(view, events)),
          ]);
        return audit.findings;
      } finally {
        await owner.query('rollback');
      }
    });
    expect(findings).toEqual([]);
  } finally {
    await closed.close();
    await owner.end();
  }
}

describe('erasing a contact', () => {
  it('takes every planted word away: from tables, log, exports and what processes say, and leaves what happened', async () => {
    const shop = await StoryWorkspace.open(application);
    const { contactId, conversationId, last } = await plantContact(shop, marker, messenger);
    await shop.see('paul', '/v1/handoffs', last);
    const before = await exported(shop);
    expect(linesWith(marker, [before.file.toString('latin1')])).toHaveLength(1);
    expect(linesWith(marker, await everyRow(application.databaseUrl))).not.toEqual([]);
    expect(linesWith(marker, await everyFile(application.exportDir))).not.toEqual([]);
    // In the log it never stood in the open.
    expect(linesWith(marker, await everyEvent(application.eventStoreUrl))).toEqual([]);

    const erased = await shop.send('delete', 'olga', `/v1/contacts/${contactId}`);
    expect(erased).toMatchObject({ status: 200, body: { contactId } });
    expect((await shop.send('delete', 'olga', `/v1/contacts/${contactId}`)).status).toBe(200);
    expect((await shop.see('paul', `/v1/conversations/${conversationId}`, erased)).body).toMatchObject({
      status: 'closed',
    });

    await until('stored exports are destroyed', 20_000, async () =>
      linesWith(marker, await everyFile(application.exportDir)).length === 0 ? true : undefined,
    );
    expect(linesWith(marker, await everyRow(application.databaseUrl))).toEqual([]);
    expect(linesWith(marker, await everyEvent(application.eventStoreUrl))).toEqual([]);
    expect(linesWith(marker, said)).toEqual([]);
    const items = await shop.timeline({ ...erased, body: { ...erased.body, conversationId } });
    expect(items.map(({ type }) => type)).toEqual(expect.arrayContaining(['CustomerMessageReceived', 'Claimed']));
    expect(linesWith(marker, [JSON.stringify(items)])).toEqual([]);

    // What an auditor has keeps verifying; what is made now says who was erased, and proves it.
    const policy = await policyOf(shop);
    expect(await verdict(before.file, policy)).toMatchObject({ ok: true, counts: { erased: 0, erasures: 0 } });
    const anew = await shop.see('paul', before.path, erased);
    expect(linesWith(marker, [anew.bytes!.toString('latin1')])).toEqual([]);
    const shown = await verdict(anew.bytes!, policy);
    expect(shown).toMatchObject({ ok: true, counts: { erasures: 1 } });
    expect(shown.counts.erased).toBeGreaterThan(0);
    const after = await exported(shop);
    expect(linesWith(marker, [after.file.toString('latin1')])).toEqual([]);
    expect(await verdict(after.file, policy)).toMatchObject({ ok: true, counts: { erasures: 1 } });

    await everythingAgrees();

    const again = await shop.write('Good morning', `user ${marker}`, { channel: 'sms' });
    expect((await shop.see('paul', `/v1/conversations/${again.body.conversationId}`, again)).body.contactId).not.toBe(
      contactId,
    );
  });

  it('is for owners and admins, and not while a legal hold lies on the contact', async () => {
    const shop = await StoryWorkspace.open(application);
    const { body } = await shop.write('Hello', 'held');
    const { conversationId } = body;
    const { contactId } = (await shop.seeNow('paul', `/v1/conversations/${conversationId}`)).body;
    expect((await shop.send('delete', 'ada', `/v1/contacts/${contactId}`)).body.code).toBe('role_not_allowed');
    const hold = (held: boolean) => shop.send('put', 'olga', `/v1/contacts/${contactId}/legal-hold`, { held });
    await hold(true);
    expect((await shop.send('delete', 'olga', `/v1/contacts/${contactId}`)).body.code).toBe('legal_hold');
    const still = await shop.seeNow('paul', `/v1/conversations/${conversationId}/timeline`);
    expect(JSON.stringify(still.body.items)).toContain('Hello');
    await hold(false);
    expect((await shop.send('delete', 'olga', `/v1/contacts/${contactId}`)).status).toBe(200);
    const other = await StoryWorkspace.open(application);
    expect((await other.send('delete', 'olga', `/v1/contacts/${contactId}`)).body.code).toBe('contact_not_found');
  });
});
