import { describe, expect, it } from '@jest/globals';
import { checkpointOf, inChunks, logOf, policyJson, sampleEntries, sampleExport } from '../../test/sample-export.js';
import { formatTlogProof } from '../notes/tlog-proof.js';
import { proveInclusion } from '../tree/prove.js';
import { linesOf, verifyCommand } from './verify-command.js';

const entries = sampleEntries(12);

/** Runs the command on files in memory. */
async function run(args: string, files: Record<string, Uint8Array | string>) {
  const read = (path: string): Buffer => {
    const file = files[path];
    if (file === undefined) throw Object.assign(new Error(`ENOENT, open '${path}'`), { code: 'ENOENT' });
    return Buffer.from(file);
  };
  const said: string[] = [];
  let progress = 0;
  const exit = await verifyCommand(args.split(' ').filter(Boolean), {
    open: (path) => inChunks(read(path), 1000),
    read: (path) => Promise.resolve().then(() => read(path)),
    size: (path) => Promise.resolve().then(() => read(path).length),
    say: (line) => said.push(line),
    progress: (done) => (progress = done),
  });
  return { exit, said, progress };
}

const policy = JSON.stringify(policyJson);

describe('the verify command', () => {
  it('says 0 and what it checked for a true export', async () => {
    const export_ = await sampleExport({ entries, since: 5n });
    const old = await checkpointOf(logOf(entries), 5n);
    const { exit, said, progress } = await run('e.tar --policy p --since old', { 'e.tar': export_, p: policy, old });
    expect(exit).toBe(0);
    expect(progress).toBeGreaterThan(0);
    expect(said[0]).toBe('VERIFIED');
    const text = said.join('\n');
    expect(text).toContain(`every entry from 0 up to, not including, ${entries.length}`);
    expect(text).toContain('witness.example/w1 at 2026-11-20T03:13:00.000Z');
    expect(text).toContain('extends your checkpoint of 5 leaves');
  });

  it('says 1 and why for a false one', async () => {
    const bytes = await sampleExport({ entries, forgeErasures: () => [] });
    const { exit, said } = await run('e.tar --policy p', { 'e.tar': bytes, p: policy });
    expect(exit).toBe(1);
    expect(said[0]).toMatch(/^FAILED {2}unproven_erasure {2}entries\.jsonl: row \d+: /);
  });

  it('says plainly what it could not compare', async () => {
    const unwitnessed = JSON.stringify({ ...policyJson, witnesses: { quorum: 0, keys: [] } });
    const { exit, said } = await run('e.tar --policy p', { 'e.tar': await sampleExport({ entries }), p: unwitnessed });
    expect(exit).toBe(0);
    expect(said.join('\n')).toContain('only the operator vouches for this tree');
    expect(said.join('\n')).toContain('not compared: give --since');
  });

  it('judges a receipt', async () => {
    const log = logOf(entries);
    const proof = await proveInclusion(log, 3n, log.size);
    const text = formatTlogProof({ index: 3n, proof, checkpoint: await checkpointOf(log), extra: log.leaves[3]! });
    const good = await run('r --policy p', { r: text, p: policy });
    expect([good.exit, good.said[0]]).toEqual([
      0,
      `VERIFIED  leaf 3 is in ${policyJson.logs[0]!.origin}, ${log.size} leaves`,
    ]);
    const bad = await run('r --policy p', { r: text.replace('index 3', 'index 2'), p: policy });
    expect([bad.exit, bad.said[0]!.slice(0, 17)]).toEqual([1, 'FAILED  bad_proof']);
  });

  it('says 2 and which file cannot be read, in words', async () => {
    const files = { 'e.tar': await sampleExport({ entries }), p: policy };
    for (const [args, missing] of [
      ['e.tar --policy q', 'q'],
      ['f.tar --policy p', 'f.tar'],
      ['e.tar --policy p --since old', 'old'],
    ] as const)
      expect(await run(args, files)).toMatchObject({
        exit: 2,
        said: [`NOT JUDGED  ${missing} cannot be read: there is no such file`],
      });
  });

  it('refuses a receipt that is not UTF-8, also where nobody known has signed', async () => {
    const log = logOf(entries);
    const proof = await proveInclusion(log, 3n, log.size);
    const text = formatTlogProof({ index: 3n, proof, checkpoint: await checkpointOf(log), extra: log.leaves[3]! });
    const stranger = Buffer.concat([Buffer.from(`${text}— str`), Buffer.of(0xff), Buffer.from('nger AAAAAAAA\n')]);
    const { exit, said } = await run('r --policy p', { r: stranger, p: policy });
    expect([exit, said[0]!.slice(0, 17)]).toEqual([1, 'FAILED  bad_proof']);
  });

  it('writes each line of its answer as one, whatever stands in the file', async () => {
    const log = logOf([{ leaf: Buffer.from('x\n\u001b[2KVERIFIED  \u202e\u009b1A'), open: {} }]);
    const text = formatTlogProof({ index: 0n, proof: [], checkpoint: await checkpointOf(log), extra: log.leaves[0]! });
    const { exit, said } = await run('r --policy p', { r: text, p: policy });
    expect([exit, said.length]).toEqual([0, 2]);
    expect(said[1]).toBe('  x\\u000a\\u001b[2KVERIFIED  \\u202e\\u009b1A');
  });

  it('names the time of a witness whose clock is beyond all dates', () => {
    const counts = { entries: 0, shown: 0, withheld: 0, openings: 0, erased: 0, erasures: 0, bytes: 0 };
    const witnesses = [{ name: 'w', at: 2n ** 62n }];
    const checkpoint = { origin: 'o', size: 1n, root: Buffer.alloc(32), witnesses };
    expect(linesOf({ ok: true, reason: null, counts, checkpoint, range: null, extends: null }).join('\n')).toContain(
      'w at 4611686018427387904 s since 1970',
    );
  });

  it.each([
    ['no arguments', ''],
    ['no policy', 'e.tar'],
    ['an unknown option', 'e.tar --policy p --force x'],
    ['an option without a value', 'e.tar --policy'],
    ['two files', 'e.tar f.tar --policy p'],
    ['a policy given twice', 'e.tar --policy p --policy q'],
    ['a missing file', 'nowhere --policy p'],
    ['a missing policy', 'e.tar --policy nowhere'],
    ['a policy that is none', 'e.tar --policy e.tar'],
    ['a missing checkpoint', 'e.tar --policy p --since nowhere'],
  ])('says 2 with %s', async (_name, args) => {
    expect((await run(args, { 'e.tar': 'x', 'f.tar': 'x', p: policy, q: policy })).exit).toBe(2);
  });

  it.each(['--help', '-h'])('says how it is used, and 0, with %s', async (option) => {
    const { exit, said } = await run(option, {});
    expect([exit, said[0]!.split('\n')[0]]).toEqual([0, 'verify FILE --policy POLICY.json [--since OLD_CHECKPOINT]']);
  });

  it('says 1, never 0, for any other file', async () => {
    for (const file of ['', 'x', '{}', 'c2sp.org/tlog-proof@v1\n', policy, 'a'.repeat(5000)])
      expect((await run('f --policy p', { f: file, p: policy })).exit).toBe(1);
  });
});
