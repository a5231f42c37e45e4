import { describe, expect, it } from '@jest/globals';
import {
  ORIGIN,
  WORKSPACE,
  checkpointOf,
  inChunks,
  keysOf,
  logKeys,
  logOf,
  policyJson,
  sampleEntries,
  sampleEntry,
  sampleExport,
  type ExportChoices,
} from '../../test/sample-export.js';
import type { EntryRow } from '../export/entry-row.js';
import { leafOf, type LeafFacts } from '../leaf/leaf.js';
import { openingOf } from '../leaf/opening.js';
import type { Leaf } from '../leaf/read-leaf.js';
import { formatCheckpoint } from '../notes/checkpoint.js';
import { parseSignerKey } from '../notes/keys.js';
import { signNote } from '../notes/signed-note.js';
import { parsePolicy } from '../policy/policy.js';
import { hashLeaf } from '../tree/hashes.js';
import { verifyExport } from './verify-export.js';

const policy = parsePolicy(JSON.stringify(policyJson));
const entries = sampleEntries(60);
const size = BigInt(entries.length);
const verify = (bytes: Uint8Array, since?: string, by = policy) => verifyExport(inChunks(bytes), by, { since });
const reasonOf = async (bytes: Uint8Array, since?: string, by = policy) =>
  (await verify(bytes, since, by)).reason?.code;
/** What a forger with the key of exports, but not the log's, could sign. */
const forged = (choices: Partial<ExportChoices>) => sampleExport({ entries, ...choices });
const openedRow = (row: EntryRow) => row as Extract<EntryRow, { leaf: string }>;

describe('a true export', () => {
  it('is verified, and says what was checked', async () => {
    const bytes = await sampleExport({ entries });
    expect(await verify(bytes)).toEqual({
      ok: true,
      reason: null,
      counts: {
        entries: entries.length,
        shown: entries.length,
        withheld: 0,
        openings: entries.flatMap(({ open }) => Object.values(open)).filter((each) => !('erased' in each)).length,
        erased: entries.filter(({ open }) => Object.values(open).some((each) => 'erased' in each)).length,
        erasures: 2,
        bytes: bytes.length,
      },
      checkpoint: expect.objectContaining({ origin: ORIGIN, size }) as unknown,
      range: { start: 0n, end: size },
      extends: null,
    });
  });

  it('is verified in whatever chunks it comes', async () => {
    const bytes = await sampleExport({ entries });
    for (const chunk of [1, 7, 511, 512, 513, 4096])
      expect(await verifyExport(inChunks(bytes, chunk), policy)).toMatchObject({ reason: null });
  });

  it('is verified for any range, with any rows withheld', async () => {
    for (const [start, end] of [
      [0, 0],
      [0, 1],
      [13, 14],
      [7, 60],
      [60, 60],
      [0, entries.length],
    ] as const)
      for (const shows of [() => true, () => false, (i: number) => i % 2 === 0, (i: number) => i % 5 === 0]) {
        const verdict = await verify(await sampleExport({ entries, start, end, shows }));
        expect(verdict).toMatchObject({
          reason: null,
          counts: { entries: end - start },
          range: { start: BigInt(start) },
        });
      }
  });

  it('is the same file every time', async () => {
    expect(await sampleExport({ entries })).toEqual(await sampleExport({ entries }));
  });

  it('extends a checkpoint the auditor kept', async () => {
    const held = await checkpointOf(logOf(entries), 7n);
    expect(await verify(await sampleExport({ entries, since: 7n }), held)).toMatchObject({ reason: null, extends: 7n });
    const same = await checkpointOf(logOf(entries));
    expect(await verify(await sampleExport({ entries }), same)).toMatchObject({ reason: null, extends: size });
  });
});

describe('an export that was made to deceive', () => {
  const at = (index: number, change: (row: EntryRow) => EntryRow) => (row: EntryRow, i: number) =>
    i === index ? change(row) : row;
  const otherLeaf = leafOf({ ...(JSON.parse(entries[4]!.leaf.toString()) as LeafFacts), reasonCode: 'unspecified' });

  it.each<[string, Partial<ExportChoices>, string]>([
    ['an edited leaf', { forge: at(4, (row) => ({ ...openedRow(row), leaf: otherLeaf.toString() })) }, 'bad_proof'],
    ['an edited hash', { shows: (i) => i !== 4, forge: at(4, () => ({ hash: hashLeaf(otherLeaf) })) }, 'bad_proof'],
    [
      'two rows exchanged',
      { forge: (row, i) => (i > 1 ? row : { hash: hashLeaf(entries[1 - i]!.leaf) }) },
      'bad_proof',
    ],
    [
      'an edited name',
      {
        forge: at(4, (row) => ({
          ...openedRow(row),
          open: { ...openedRow(row).open, 'to.name': openingOf('Eve', Buffer.alloc(32)) },
        })),
      },
      'bad_opening',
    ],
    ['nothing opened', { forge: at(4, (row) => ({ ...openedRow(row), open: {} })) }, 'bad_opening'],
    [
      'a contact called erased who is not',
      { forge: at(4, (row) => ({ ...openedRow(row), open: { ...openedRow(row).open, reason: { erased: true } } })) },
      'unproven_erasure',
    ],
    ['an erasure without its leaf', { forgeErasures: () => [] }, 'unproven_erasure'],
    [
      'an erasure with the leaf of another',
      { forgeErasures: (rows) => rows.map((row) => ({ ...row, leaf: rows[0]!.leaf })) },
      'bad_proof',
    ],
    [
      'an erasure that is another event',
      { forgeErasures: ([row]) => [{ ...row!, leaf: entries[0]!.leaf }] },
      'bad_proof',
    ],
    ['the same erasure twice', { forgeErasures: (rows) => [...rows, ...rows] }, 'bad_row'],
    ['another workspace', { workspace: 'other' }, 'bad_manifest'],
    ['the key of the log', { signer: logKeys.signer }, 'no_known_signature'],
    [
      'another key of the same name',
      { signer: keysOf('handoff.example/exports', 'note', 1).signer },
      'no_known_signature',
    ],
  ])('is caught with %s', async (_name, choices, code) => {
    expect(await reasonOf(await forged(choices))).toBe(code);
  });

  it('is caught when an entry of a conversation was never sequenced', async () => {
    const gap = entries.filter((_entry, i) => i !== 1);
    expect(await reasonOf(await sampleExport({ entries: gap }))).toBe('omitted_entry');
    const twice = [...entries.slice(0, 2), entries[1]!, ...entries.slice(2)];
    expect(await reasonOf(await sampleExport({ entries: twice }))).toBe('bad_row');
    // A withheld row may be the missing entry; that is stated as a limit.
    expect(await reasonOf(await sampleExport({ entries, shows: (i) => i !== 1 }))).toBeUndefined();
  });

  it('is caught when the tree holds a leaf of another workspace', async () => {
    const facts = { type: 'Claimed', workspace: 'other', eventId: 'x', stream: 's', rev: 0, entry: 1, schema: 1 };
    const foreign = sampleEntry({ ...facts, at: '2026-11-20T00:00:00.000Z' }, {}, () => false);
    expect(await reasonOf(await sampleExport({ entries: [...entries, foreign] }))).toBe('wrong_workspace');
  });

  it('is caught when a leaf of a later version is in it', async () => {
    const leaf = Buffer.from(entries[0]!.leaf.toString().replace('"v":"1"', '"v":"2"'));
    const later = [{ ...entries[0]!, leaf }, ...entries.slice(1)];
    await expect(sampleExport({ entries: later })).rejects.toThrow('version 2');
    // What no renderer of ours writes, a forger may.
    const read = JSON.parse(entries[0]!.leaf.toString()) as Leaf;
    const forge = at(0, (row) => ({ ...openedRow(row), leaf: leaf.toString(), read }));
    expect((await verify(await forged({ forge }))).reason).toMatchObject({
      code: 'bad_leaf',
      detail: expect.stringContaining('leaves of version 2 are not known to this verifier'),
    });
  });

  it('is caught when its checkpoint is forged, replayed, of another log, or not witnessed', async () => {
    const log = logOf(entries);
    const text = formatCheckpoint({ origin: ORIGIN, size, root: log.root() });
    const bySomebody = signNote(text, [parseSignerKey(keysOf(ORIGIN, 'note', 9).signer)]);
    expect(await reasonOf(await forged({ checkpoint: bySomebody }))).toBe('no_known_signature');
    expect(await reasonOf(await forged({ checkpoint: signNote(text, [parseSignerKey(logKeys.signer)]) }))).toBe(
      'quorum_missed',
    );
    // An older, true checkpoint does not cover the entries that came after it.
    await expect(reasonOf(await forged({ checkpoint: await checkpointOf(log, size - 1n) }))).resolves.toBe(
      'bad_manifest',
    );
    const other = `other.example/${WORKSPACE}`;
    const foreign = signNote(formatCheckpoint({ origin: other, size, root: log.root() }), [
      parseSignerKey(keysOf(other).signer),
    ]);
    expect(await reasonOf(await forged({ checkpoint: foreign }))).toBe('unknown_origin');
  });

  it('is caught by a checkpoint that the auditor kept', async () => {
    const longer = await checkpointOf(logOf(sampleEntries(90)));
    expect(await reasonOf(await sampleExport({ entries }), longer)).toBe('older_is_larger');
    const rewritten = [...entries.slice(0, 3), ...sampleEntries(90).slice(3, 60).reverse()];
    const held = await checkpointOf(logOf(rewritten), 40n);
    expect(await reasonOf(await sampleExport({ entries, since: 40n }), held)).toBe('not_an_extension');
    const fork = await checkpointOf(logOf(rewritten.concat(entries.slice(-2))));
    expect(await reasonOf(await sampleExport({ entries }), fork)).toBe('fork');
  });

  it('is not verified against a kept checkpoint without the proof from there, nor from size 0', async () => {
    const held = await checkpointOf(logOf(entries), 7n);
    expect(await reasonOf(await sampleExport({ entries }), held)).toBe('no_consistency_proof');
    expect(await reasonOf(await sampleExport({ entries, since: 8n }), held)).toBe('no_consistency_proof');
    const nothing = await checkpointOf(logOf([]));
    expect(await reasonOf(await sampleExport({ entries }), nothing)).toBe('bad_proof');
    expect(await reasonOf(await sampleExport({ entries }), 'no checkpoint')).toBe('malformed');
  });

  it('is not verified under a policy that knows none of its keys', async () => {
    const bytes = await sampleExport({ entries });
    const strangers = { ...policyJson, exports: [keysOf('strangers.example/exports').verifier] };
    expect(await reasonOf(bytes, undefined, parsePolicy(JSON.stringify(strangers)))).toBe('no_known_signature');
    expect(await reasonOf(bytes, undefined, parsePolicy(JSON.stringify({ ...policyJson, logs: [] })))).toBe(
      'unknown_origin',
    );
  });
});
