import { describe, expect, it } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { exportKeys, inChunks, policyJson, sampleEntries, sampleExport } from '../../test/sample-export.js';
import { archiveOf, membersOf } from '../../test/tar.js';
import { parseSignerKey } from '../notes/keys.js';
import { signatureLines } from '../notes/signed-note.js';
import { parsePolicy } from '../policy/policy.js';
import { verifyExport } from './verify-export.js';

const policy = parsePolicy(JSON.stringify(policyJson));
const entries = sampleEntries(60);
const verify = (bytes: Uint8Array) => verifyExport(inChunks(bytes), policy);
const reasonOf = async (bytes: Uint8Array) => (await verify(bytes)).reason?.code;

describe('an archive that was tampered with', () => {
  const original = sampleExport({ entries });
  const members = async () => membersOf(await original);

  it('is caught when truncated anywhere, or padded', async () => {
    const bytes = await original;
    for (let length = 0; length < bytes.length; length += 997)
      expect(await reasonOf(bytes.subarray(0, length))).toBe('truncated');
    expect(await reasonOf(bytes.subarray(0, bytes.length - 1))).toBe('truncated');
    expect(await reasonOf(bytes.subarray(0, bytes.length - 1024))).toBe('truncated');
    expect(await reasonOf(Buffer.concat([bytes, Buffer.alloc(512)]))).toBe('trailing_data');
    expect(await reasonOf(Buffer.concat([bytes, bytes]))).toBe('trailing_data');
  });

  it('is caught when packed again', async () => {
    expect(await verify(gzipSync(await original))).toMatchObject({ ok: false, reason: { code: 'not_an_export' } });
    expect(await reasonOf(Buffer.from('PK\u0003\u0004'.padEnd(600, 'x')))).toBe('not_an_export');
    expect(await reasonOf(Buffer.alloc(4096))).toBe('not_an_export');
  });

  it('is caught when members are left out, repeated, re-ordered or added', async () => {
    const all = await members();
    for (const [i, member] of all.entries()) {
      expect(await reasonOf(archiveOf(all.filter((_each, j) => j !== i)))).toMatch(/bad_archive|truncated/);
      expect(await reasonOf(archiveOf([...all.slice(0, i), member, ...all.slice(i)]))).toBe('bad_archive');
    }
    expect(await reasonOf(archiveOf([...all].reverse()))).toBe('bad_archive');
    expect(await reasonOf(archiveOf([...all, { name: 'extra', content: Buffer.from('x') }]))).toBe('bad_archive');
  });

  it('is caught when a member is a link, has an odd path, or other attributes', async () => {
    const [manifest, ...rest] = await members();
    for (const header of [
      { type: '1' },
      { type: '2', link: '/etc/passwd' },
      { type: '5' },
      { type: 'x' },
      { type: 'L' },
      { name: './manifest.json' },
      { name: '/manifest.json' },
      { name: '../manifest.json' },
      { name: 'manifest.json\0x' },
      { mode: '0000755' },
      { uid: '0001750' },
      { mtime: '14716214000' },
    ])
      expect(await reasonOf(archiveOf([{ ...manifest!, ...header }, ...rest]))).toBe('bad_archive');
  });

  it('is caught when any part is replaced by that of another true export', async () => {
    const ours = await members();
    const theirs = membersOf(await sampleExport({ entries, start: 3, shows: (i) => i % 2 === 0, since: 9n }));
    for (const i of ours.keys()) {
      const mixed = ours.map((member, j) => (i === j ? theirs[j]! : member));
      const code = await reasonOf(archiveOf(mixed));
      if (mixed.every((member, j) => member.content.equals(ours[j]!.content))) expect(code).toBeUndefined();
      else expect(code).toBeDefined();
    }
  });

  it('is caught when a signature line is added or the manifest is signed twice', async () => {
    const all = await members();
    const line = all[1]!.content.toString().slice(1);
    const withSignature = (text: string) =>
      archiveOf(all.map((member, i) => (i === 1 ? { ...member, content: Buffer.from(text) } : member)));
    expect(await reasonOf(withSignature(`\n${line}`))).toBeUndefined();
    expect(await reasonOf(withSignature(`\n${line}${line}`))).toBe('bad_manifest');
    expect(await reasonOf(withSignature(`\n${line}— stranger AAAAAAAA\n`))).toBe('bad_manifest');
    expect(await reasonOf(withSignature(`x\n\n${line}`))).toBe('bad_signature');
    expect(await reasonOf(withSignature(`${line}`))).toBe('malformed');
  });

  it.each([
    [/"since":"7"/, '"since":"0"', 'bad_manifest'],
    [/"since":"7"/, '"since":"18446744073709551615"', 'bad_manifest'],
    [/"size":"\d+"/, '"size":"0"', 'bad_manifest'],
    [/"size":"\d+"/, '"size":"9007199254740993"', 'bad_manifest'],
    [/"size":"\d+"/, '"size":"18446744073709551616"', 'bad_manifest'],
    [/"size":"(\d+)"/, '"size":$1', 'bad_manifest'],
    [/"end":"\d+"/, '"end":"9007199254740993"', 'bad_manifest'],
    [/"bytes":"\d+"/, '"bytes":"9007199254740993"', 'bad_part'],
    [/handoff-export\/1/, 'handoff-export/2', 'future_version'],
    [/\{"counts"/, '{"counts":{},"counts"', 'invalid_json'],
    [/"requestedBy"/, '"requested\\ud800By"', 'invalid_json'],
  ])('is caught when a signed manifest says %s as %s', async (pattern, said, code) => {
    const all = membersOf(await sampleExport({ entries, since: 7n }));
    const text = all[0]!.content.toString().replace(pattern, said);
    expect(text).not.toBe(all[0]!.content.toString());
    const signature = Buffer.from(`\n${signatureLines(text, [parseSignerKey(exportKeys.signer)])}`);
    const contents = [Buffer.from(text), signature];
    expect(await reasonOf(archiveOf(all.map((each, i) => ({ ...each, content: contents[i] ?? each.content }))))).toBe(
      code,
    );
  });

  it('is caught after any one byte was changed', async () => {
    const bytes = await original;
    let state = 20261120;
    const random = (below: number) => (state = (state * 48271) % 2147483647) % below;
    let detected = 0;
    const made = 1000;
    for (let i = 0; i < made; i += 1) {
      const changed = Buffer.from(bytes);
      // A third of the changes in the small parts at the head, which are few bytes and much meaning.
      changed[random(i % 3 === 0 ? 8192 : bytes.length)]! ^= 1 + random(255);
      if (!(await verify(changed)).ok) detected += 1;
    }
    expect(detected / made).toBe(1);
  });
});
