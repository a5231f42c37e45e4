import { describe, expect, it } from '@jest/globals';
import {
  ORIGIN,
  WITNESSED_AT,
  checkpointOf,
  keysOf,
  logKeys,
  logOf,
  policyJson,
  sampleEntries,
  witnessKeys,
} from '../../test/sample-export.js';
import { formatCheckpoint } from '../notes/checkpoint.js';
import { parseSignerKey } from '../notes/keys.js';
import { addSignatures, signNote } from '../notes/signed-note.js';
import { formatTlogProof } from '../notes/tlog-proof.js';
import { proveConsistency, proveInclusion } from '../tree/prove.js';
import { checkExtends } from './extends.js';
import { parsePolicy } from './policy.js';
import { verifyReceipt } from './receipt.js';
import { openCheckpoint } from './trusted-checkpoint.js';

const policyWith = (change: object) => parsePolicy(JSON.stringify({ ...policyJson, ...change }));
const policy = policyWith({});
const log = logOf(sampleEntries(20));
const codeOf = (run: () => unknown) => {
  try {
    run();
    return 'trusted';
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
};
const witness = parseSignerKey(witnessKeys.signer, WITNESSED_AT);
const signedBy = (...signers: string[]) =>
  signNote(
    formatCheckpoint({ origin: ORIGIN, size: log.size, root: log.root() }),
    signers.map((signer) => parseSignerKey(signer)),
  );

describe('a checkpoint under a policy', () => {
  it('is trusted when its log signed and enough witnesses cosigned', async () => {
    expect(openCheckpoint(await checkpointOf(log), policy)).toMatchObject({
      origin: ORIGIN,
      size: log.size,
      witnesses: [{ name: 'witness.example/w1', at: WITNESSED_AT }],
    });
  });

  it('is not trusted when the policy does not know its log', async () => {
    const other = policyWith({ logs: [] });
    const note = await checkpointOf(log);
    expect(codeOf(() => openCheckpoint(note, other))).toBe('unknown_origin');
  });

  it('is not trusted on the word of witnesses alone', () => {
    const text = formatCheckpoint({ origin: ORIGIN, size: log.size, root: log.root() });
    expect(codeOf(() => openCheckpoint(signNote(text, [witness]), policy))).toBe('no_known_signature');
  });

  it('is not trusted with too few witnesses, or one counted twice', () => {
    expect(codeOf(() => openCheckpoint(signedBy(logKeys.signer), policy))).toBe('quorum_missed');
    const second = keysOf('witness.example/w2', 'cosignature');
    const two = policyWith({ witnesses: { quorum: 2, keys: [witnessKeys.verifier, second.verifier] } });
    const twice = addSignatures(signedBy(logKeys.signer), [
      witness,
      parseSignerKey(witnessKeys.signer, WITNESSED_AT + 1n),
    ]);
    expect(codeOf(() => openCheckpoint(twice, two))).toBe('quorum_missed');
    expect(codeOf(() => openCheckpoint(addSignatures(twice, [parseSignerKey(second.signer, 1n)]), two))).toBe(
      'trusted',
    );
  });

  it('is refused when a known witness signature is wrong, even one that is not needed', async () => {
    const line = (await checkpointOf(log)).split('\n').at(-2)!;
    const broken = `${line.slice(0, -4)}AAA=`;
    const none = policyWith({ witnesses: { quorum: 0, keys: [witnessKeys.verifier] } });
    expect(codeOf(() => openCheckpoint(`${signedBy(logKeys.signer)}${broken}\n`, none))).not.toBe('trusted');
  });

  it('is trusted from a rotated key up to its bound only, and during the overlap from both', () => {
    const next = keysOf(ORIGIN, 'note', 1);
    const rotated = (maxSize: bigint) =>
      policyWith({
        logs: [{ origin: ORIGIN, keys: [{ key: logKeys.verifier, maxSize: maxSize.toString() }, next.verifier] }],
        witnesses: { quorum: 0, keys: [] },
      });
    const judge = (bound: bigint, ...signers: string[]) =>
      codeOf(() => openCheckpoint(signedBy(...signers), rotated(bound)));
    expect(judge(log.size, logKeys.signer)).toBe('trusted');
    expect(judge(log.size - 1n, logKeys.signer)).toBe('key_out_of_bounds');
    expect(judge(log.size - 1n, next.signer)).toBe('trusted');
    expect(judge(log.size - 1n, logKeys.signer, next.signer)).toBe('trusted');
  });
});

describe('a newer checkpoint', () => {
  const at = (size: bigint, of = log) => checkpointOf(of, size).then((note) => openCheckpoint(note, policy));
  it('must hold everything that an older one held', async () => {
    const [older, newer] = [await at(7n), await at(19n)];
    const proof = await proveConsistency(log, 7n, 19n);
    checkExtends(older, newer, proof);
    checkExtends(newer, newer, []);
    expect(codeOf(() => checkExtends(newer, older, proof))).toBe('older_is_larger');
    expect(codeOf(() => checkExtends(older, newer, []))).toBe('not_an_extension');
    expect(codeOf(() => checkExtends({ ...older, origin: 'other' }, newer, proof))).toBe('unknown_origin');
    expect(codeOf(() => checkExtends({ ...older, size: 0n }, newer, proof))).toBe('bad_proof');
  });

  it('must not be another tree of the same size, nor grow out of another one', async () => {
    const forked = logOf(sampleEntries(40).slice(20));
    const [ours, theirs] = [await at(20n), await at(20n, forked)];
    expect(codeOf(() => checkExtends(ours, theirs, []))).toBe('fork');
    const proof = await proveConsistency(forked, 7n, 20n);
    const older = await at(7n);
    expect(codeOf(() => checkExtends(older, theirs, proof))).toBe('not_an_extension');
  });
});

describe('a receipt', () => {
  it('proves one leaf, which it carries itself', async () => {
    const [index, checkpoint] = [5n, await checkpointOf(log)];
    const proof = await proveInclusion(log, index, log.size);
    const leaf = log.leaves[5]!;
    const text = formatTlogProof({ index, proof, checkpoint, extra: leaf });
    expect(verifyReceipt(text, policy)).toMatchObject({ index, leaf, checkpoint: { size: log.size } });
    expect(verifyReceipt(formatTlogProof({ index, proof, checkpoint }), policy, leaf).leaf).toEqual(leaf);
    expect(codeOf(() => verifyReceipt(formatTlogProof({ index, proof, checkpoint }), policy))).toBe('bad_proof');
    expect(codeOf(() => verifyReceipt(text, policy, log.leaves[6]))).toBe('bad_proof');
    expect(codeOf(() => verifyReceipt(text.replace('index 5', 'index 6'), policy))).toBe('bad_proof');
  });
});
