import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import {
  addSignatures,
  checkExtends,
  decodeEntryBundle,
  generateKeys,
  hashLeaf,
  openCheckpoint,
  parsePolicy,
  parseSignerKey,
  verifyReceipt,
} from '#ledger';
import type { Answer } from '../parts/answer.js';
import { startStoryApplication, type StoryApplication } from '../parts/story-application.js';
import { StoryWorkspace } from '../parts/story-workspace.js';
import { until } from '../parts/until.js';

let application: StoryApplication;

beforeAll(async () => {
  application = await startStoryApplication();
});

afterAll(() => application.stop());

interface Keys {
  readonly origin: string;
  readonly keys: readonly { readonly key: string }[];
  readonly exports: string;
}

/** The policy of somebody who was given the keys. */
async function policyOf(shop: StoryWorkspace, witnesses: object = { quorum: 0, keys: [] }) {
  const { origin, keys, exports } = (await shop.see('paul', '/v1/ledger/keys')).body as unknown as Keys;
  const logs = [{ origin, keys: keys.map(({ key }) => key) }];
  return parsePolicy(JSON.stringify({ format: 'handoff-policy/1', logs, witnesses, exports: [exports] }));
}

/** A handoff once the ledger has proven it. */
function proven(shop: StoryWorkspace, handoffId: string) {
  return until(`${handoffId} is in a signed tree`, 10_000, async () => {
    const { body } = await shop.see('paul', `/v1/handoffs/${handoffId}`);
    const proof = body['proof'] as { index: string | null; checkpoint: string | null; witnesses: string[] };
    return proof?.checkpoint === null ? undefined : proof;
  });
}

async function textOf(answer: Promise<Answer & { readonly text?: string }>): Promise<string> {
  return (await answer).text!;
}

async function handedOff(shop: StoryWorkspace): Promise<Answer> {
  const asked = await shop.write('I want to talk to a person', 'somebody');
  return shop.acted('ada', asked.body.conversationId, 'claim');
}

describe('the ledger over HTTP', () => {
  it('holds one entry for a handoff with all of it, and gives a receipt that is true for whoever holds the keys (row 2)', async () => {
    const shop = await StoryWorkspace.open(application);
    const claimed = await handedOff(shop);
    const [handoff] = await shop.handoffs(claimed);
    const id = handoff!['handoffId'] as string;
    const proof = await proven(shop, id);
    expect(proof).toMatchObject({ witnesses: [] });
    const receipt = await textOf(shop.see('paul', `/v1/handoffs/${id}/proof`));
    const { leaf, index } = verifyReceipt(receipt, await policyOf(shop));
    expect(String(index)).toBe(proof.index);
    expect(JSON.parse(leaf.toString())).toMatchObject({
      type: 'HandoffRequested',
      handoff: { id, number: '1' },
      from: { kind: 'ai_agent', id: shop.agents['front'] },
      to: { kind: 'queue' },
      decidedBy: { kind: 'customer' },
      trigger: 'explicit_request',
      reasonCode: 'customer_request',
    });
    const { items } = (await shop.see('paul', '/v1/ledger/entries')).body;
    const opened = items.filter(({ leaf: of }) => (of as { type: string }).type === 'HandoffRequested');
    expect(opened.map(({ leaf: of }) => (of as { handoff: { id: string } }).handoff.id)).toEqual([id]);
    const other = await StoryWorkspace.open(application);
    expect((await other.see('paul', `/v1/handoffs/${id}/proof`)).body.code).toBe('handoff_not_found');
    await expect(policyOf(other).then((policy) => verifyReceipt(receipt, policy))).rejects.toThrow(
      'no key for the log',
    );
  });

  it('serves tiles, entries and consistency as others read them', async () => {
    const shop = await StoryWorkspace.open(application);
    const first = await until('a checkpoint', 10_000, async () => {
      const answer = await shop.see('paul', '/v1/ledger/checkpoint');
      return answer.status === 200 ? openCheckpoint(answer.text!, await policyOf(shop)) : undefined;
    });
    const claimed = await handedOff(shop);
    await proven(shop, (await shop.handoffs(claimed)).at(-1)!['handoffId'] as string);
    const later = await until('a larger checkpoint', 10_000, async () => {
      const now = openCheckpoint(await textOf(shop.see('paul', '/v1/ledger/checkpoint')), await policyOf(shop));
      return now.size > first.size ? now : undefined;
    });
    const { body } = await shop.see('paul', `/v1/ledger/consistency?from=${first.size}&to=${later.size}`);
    checkExtends(
      first,
      later,
      (body['proof'] as string[]).map((hash) => Buffer.from(hash, 'base64')),
    );
    const width = Number(later.size);
    const tile = (await shop.see('paul', `/v1/ledger/tile/0/000.p/${width}`)).bytes!;
    const bundle = (await shop.see('paul', `/v1/ledger/tile/entries/000.p/${width}`)).bytes!;
    const leaves = decodeEntryBundle(bundle);
    expect(Buffer.concat(leaves.map((leaf) => hashLeaf(leaf)))).toEqual(tile);
    const { items } = (await shop.see('paul', '/v1/ledger/entries')).body;
    expect(items.slice(0, width).map(({ leaf }) => leaf)).toEqual(
      leaves.map((leaf): unknown => JSON.parse(leaf.toString())),
    );
    for (const path of ['0/000', '0/001.p/1', '0/000.p/0', 'entries/x000/000.p/1', '1/000.p/1', 'what'])
      expect(await shop.see('paul', `/v1/ledger/tile/${path}`)).toMatchObject({ status: 404 });
    expect((await shop.see('paul', '/v1/ledger/consistency?from=0&to=1')).body.code).toBe('range_reversed');
    expect((await shop.see('paul', '/v1/ledger/consistency?from=1&to=900000')).body.code).toBe('not_checkpointed');
    expect((await shop.see('paul', '/v1/ledger/checkpoint?size=0')).body.code).toBe('size_invalid');
    expect((await shop.see('paul', '/v1/ledger/checkpoint?size=900000')).body.code).toBe('no_checkpoint');
    expect((await shop.see('paul', '/v1/ledger/entries/x/proof')).body.code).toBe('index_invalid');
    expect((await shop.see('paul', '/v1/ledger/entries/900000/proof')).body.code).toBe('not_checkpointed');
    expect((await shop.see('ada', '/v1/ledger/checkpoint')).body.code).toBe('role_not_allowed');
  });

  it('shows the entry of an event to whoever names its position, however soon', async () => {
    const shop = await StoryWorkspace.open(application);
    const owner = new Client({ connectionString: application.databaseUrl });
    await owner.connect();
    // The ledger follows the log beside the views, and may be behind them.
    await owner.query('begin');
    await owner.query('select from ledger.sequencer for update');
    const asked = await shop.write('I want to talk to a person', 'somebody');
    const entries = shop.seeNow('paul', '/v1/ledger/entries');
    await new Promise((resolve) => setTimeout(resolve, 200));
    await owner.query('rollback');
    await owner.end();
    const items = (await entries).body.items as unknown as { leaf: { stream: string } }[];
    expect(items.map(({ leaf }) => leaf.stream)).toContain(`conversation-${asked.body.conversationId}`);
  });

  it('keeps the cosignature of a witness, and no other', async () => {
    const shop = await StoryWorkspace.open(application);
    const claimed = await handedOff(shop);
    const id = (await shop.handoffs(claimed)).at(-1)!['handoffId'] as string;
    await proven(shop, id);
    const note = await textOf(shop.see('paul', '/v1/ledger/checkpoint'));
    const { signer, verifier } = generateKeys('witness.example/w1', 'cosignature');
    const witness = verifier.split('+', 2).join('+');
    const cosigned = addSignatures(note, [parseSignerKey(signer, 1_795_144_380n)]);
    const impostor = generateKeys('witness.example/w1', 'cosignature');
    const before = { note: addSignatures(note, [parseSignerKey(impostor.signer, 1n)]), key: impostor.verifier };
    expect((await shop.send('post', 'paul', '/v1/ledger/cosignatures', before)).status).toBe(200);
    const sent = await shop.send('post', 'paul', '/v1/ledger/cosignatures', { note: cosigned, key: verifier });
    expect(sent.body).toMatchObject({ witness });
    expect(((await proven(shop, id)) as { witnesses: string[] }).witnesses).toContain(witness);
    const policy = await policyOf(shop, { quorum: 1, keys: [verifier] });
    const { size } = sent.body as unknown as { size: string };
    const kept = openCheckpoint(await textOf(shop.see('paul', `/v1/ledger/checkpoint?size=${size}`)), policy);
    expect(kept.witnesses).toEqual([{ name: 'witness.example/w1', at: 1_795_144_380n }]);
    for (const bad of [note, cosigned.replace(/\n\d+\n/, '\n9999\n'), 'nothing'])
      expect((await shop.send('post', 'paul', '/v1/ledger/cosignatures', { note: bad, key: verifier })).body.code).toBe(
        'bad_cosignature',
      );
  });
});
