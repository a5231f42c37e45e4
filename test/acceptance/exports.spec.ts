import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openCheckpoint, parsePolicy, verifyExport, type Policy } from '#ledger';
import type { Answer } from '../parts/answer.js';
import { startStoryApplication, type StoryApplication } from '../parts/story-application.js';
import { StoryWorkspace } from '../parts/story-workspace.js';
import { until } from '../parts/until.js';

let application: StoryApplication;

beforeAll(async () => {
  application = await startStoryApplication();
});

afterAll(() => application.stop());

async function policyOf(shop: StoryWorkspace): Promise<Policy> {
  const { body } = await shop.see('paul', '/v1/ledger/keys');
  const keys = (body['keys'] as { key: string }[]).map(({ key }) => key);
  const logs = [{ origin: body['origin'], keys }];
  return parsePolicy(JSON.stringify({ format: 'handoff-policy/1', logs, exports: [body['exports']] }));
}

/** Waits until the whole ledger so far is signed. @returns its size */
async function signed(shop: StoryWorkspace): Promise<bigint> {
  const events = await application.head();
  await until('the views show everything', 10_000, async () =>
    (await shop.send('get', 'paul', '/v1/handoffs', undefined, { 'handoff-after': String(events) })).status === 200
      ? true
      : undefined,
  );
  let before = -1;
  return until('everything is signed', 20_000, async () => {
    const { items } = (await shop.see('paul', '/v1/ledger/entries')).body;
    const { text, status } = await shop.see('paul', '/v1/ledger/checkpoint');
    if (status !== 200 || items.length !== before) {
      before = items.length;
      await new Promise((resolve) => setTimeout(resolve, 300));
      return undefined;
    }
    const { size } = openCheckpoint(text!, await policyOf(shop));
    return size === BigInt(items.length) ? size : undefined;
  });
}

async function exported(shop: StoryWorkspace, body: object, key?: string): Promise<Answer> {
  const answer = await shop.send('post', 'paul', '/v1/audit/exports', body, key ? { 'idempotency-key': key } : {});
  expect([answer.status, answer.body.code]).toEqual([200, undefined]);
  return answer;
}

async function download(shop: StoryWorkspace, asked: Answer): Promise<Buffer> {
  const { bytes, status, body } = await shop.see(
    'paul',
    `/v1/audit/exports/${String(asked.body['exportId'])}/file`,
    asked,
  );
  expect([status, body.code]).toEqual([200, undefined]);
  return bytes!;
}

async function verdict(file: Buffer, policy: Policy, since?: Buffer) {
  async function* chunks() {
    await Promise.resolve();
    yield file;
  }
  return verifyExport(chunks(), policy, since === undefined ? {} : { since });
}

async function talks(shop: StoryWorkspace, count: number): Promise<Answer[]> {
  const claimed: Answer[] = [];
  for (let i = 0; i < count; i += 1) {
    const asked = await shop.write('I want to talk to a person', `customer ${i}`);
    claimed.push(
      await shop.acted('ada', asked.body.conversationId, 'claim', {}),
      await shop.acted('ada', asked.body.conversationId, 'return-to-ai', {
        ...{ confirmed: true, reasonCode: 'faq', reasonText: `PLANTED-${i}` },
      }),
    );
  }
  return claimed;
}

describe('an export of the audit trail', () => {
  it('stands on its own, names as well as ids; verifies offline, and is the same bytes whenever asked for (row 14)', async () => {
    const shop = await StoryWorkspace.open(application);
    await talks(shop, 2);
    const size = await signed(shop);
    const asked = await exported(shop, {}, 'export-number-1');
    const file = await download(shop, asked);
    expect(await verdict(file, await policyOf(shop))).toMatchObject({
      ok: true,
      counts: { shown: Number(size), withheld: 0, erased: 0 },
    });
    expect(file.includes('PLANTED-1')).toBe(true);
    for (const who of ['Ada Martin', shop.members.ada, shop.agents['front']!]) expect(file.includes(who)).toBe(true);
    expect(file.includes('"name":"front"')).toBe(true);
    const again = await exported(shop, { size: String(size) });
    expect(again.body['exportId']).not.toBe(asked.body['exportId']);
    expect((await download(shop, again)).equals(file)).toBe(true);
    expect((await exported(shop, {}, 'export-number-1')).body['exportId']).toBe(asked.body['exportId']);
    const listed = await shop.seeNow('paul', '/v1/audit/exports');
    expect(listed.body.items).toHaveLength(2);
    expect(listed.body.items[1]).toMatchObject({ exportId: asked.body['exportId'], bytes: String(file.length) });
    const path = `/v1/audit/exports/${String(asked.body['exportId'])}/file`;
    const rest = await shop.send('get', 'paul', path, undefined, { range: 'bytes=1000-' });
    expect(rest.status).toBe(206);
    expect(rest.bytes!.equals(file.subarray(1000))).toBe(true);
    for (const first of [file.length, '9'.repeat(20)])
      expect((await shop.send('get', 'paul', path, undefined, { range: `bytes=${first}-` })).status).toBe(416);
    for (const who of ['ada', 'sofia'])
      expect((await shop.send('post', who, '/v1/audit/exports', {})).body.code).toBe('role_not_allowed');
    const other = await StoryWorkspace.open(application);
    expect((await other.see('paul', path)).body.code).toBe('export_not_found');
    expect((await shop.send('post', 'paul', '/v1/audit/exports', { size: '99999999999' })).body.code).toBe(
      'not_checkpointed',
    );
  });

  it('shows what the filter names and proves the rest to be there, from a checkpoint that was kept', async () => {
    const shop = await StoryWorkspace.open(application);
    const [first] = await talks(shop, 1);
    const before = await signed(shop);
    const kept = Buffer.from((await shop.see('paul', '/v1/ledger/checkpoint')).text!);
    await talks(shop, 2);
    const size = await signed(shop);
    const filter = { conversationId: first!.body.conversationId };
    const file = await download(shop, await exported(shop, { filter, since: String(before) }));
    const found = await verdict(file, await policyOf(shop), kept);
    expect(found).toMatchObject({ ok: true, extends: before });
    expect(found.counts.shown).toBeGreaterThan(2);
    expect(found.counts.shown + found.counts.withheld).toBe(Number(size));
    const other = await StoryWorkspace.open(application);
    await signed(other);
    expect(await verdict(file, await policyOf(other))).toMatchObject({ ok: false });
  });

  it('can be asked for by whoever was told its id, without naming a position', async () => {
    const shop = await StoryWorkspace.open(application);
    await signed(shop);
    for (let i = 0; i < 5; i += 1) {
      const { exportId } = (await shop.send('post', 'paul', '/v1/audit/exports', {})).body;
      expect((await shop.see('paul', `/v1/audit/exports/${String(exportId)}/file`)).status).toBe(200);
    }
  });

  it('says of an erased contact that they are erased, with the proof, and old copies still verify', async () => {
    const shop = await StoryWorkspace.open(application);
    const [claimed] = await talks(shop, 3);
    await signed(shop);
    const asked = await exported(shop, {});
    const begun = await shop.see('paul', `/v1/audit/exports/${String(asked.body['exportId'])}/file`, asked);
    const old = begun.bytes!;
    const { contactId } = (await shop.seeNow('paul', `/v1/conversations/${claimed!.body.conversationId}`)).body;
    const erased = await shop.send('delete', 'olga', `/v1/contacts/${contactId}`);
    expect(erased.status).toBe(200);
    const made = await shop.see('paul', `/v1/audit/exports/${String(asked.body['exportId'])}/file`, erased);
    const goOn = async (tag: string) => {
      const headers = { range: 'bytes=1000-', 'if-range': tag };
      return (
        await shop.send('get', 'paul', `/v1/audit/exports/${String(asked.body['exportId'])}/file`, undefined, headers)
      ).bytes!;
    };
    expect((await goOn(made.headers['etag']!)).equals(made.bytes!.subarray(1000))).toBe(true);
    expect((await goOn(begun.headers['etag']!)).equals(made.bytes!)).toBe(true);
    const policy = await policyOf(shop);
    expect(made.bytes!.includes('PLANTED-0')).toBe(false);
    expect(made.bytes!.includes('PLANTED-1')).toBe(true);
    expect(await verdict(made.bytes!, policy)).toMatchObject({ ok: true });
    expect((await verdict(made.bytes!, policy)).counts.erased).toBeGreaterThan(0);
    expect(await verdict(old, policy)).toMatchObject({ ok: true, counts: { erased: 0 } });
    await signed(shop);
    const fresh = await download(shop, await exported(shop, {}));
    expect(fresh.includes('PLANTED-0')).toBe(false);
    expect(await verdict(fresh, policy)).toMatchObject({ ok: true });
  });
});
