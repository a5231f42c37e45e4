import { describe, expect, it } from '@jest/globals';
import { keysOf, logKeys, policyJson, witnessKeys, ORIGIN, exportKeys } from '../../test/sample-export.js';
import { PolicyError, parsePolicy } from './policy.js';

const parse = (json: unknown) => parsePolicy(JSON.stringify(json));

describe('a policy file', () => {
  it('says whom the auditor believes', () => {
    const policy = parse({
      ...policyJson,
      logs: [{ origin: ORIGIN, keys: [{ key: logKeys.verifier, maxSize: '9007199254740993' }] }],
    });
    expect(policy.logs.get(ORIGIN)).toMatchObject([{ maxSize: 9007199254740993n, verifier: { name: ORIGIN } }]);
    expect(policy).toMatchObject({ quorum: 1, witnesses: [{ kind: 'cosignature' }], exportKeys: [{ kind: 'note' }] });
  });

  it('needs no witnesses', () => {
    const { witnesses: _, ...without } = policyJson;
    expect(parse(without)).toMatchObject({ quorum: 0, witnesses: [] });
  });

  const log = policyJson.logs[0]!;
  it.each<[string, unknown]>([
    ['another format', { ...policyJson, format: 'handoff-policy/2' }],
    ['no logs', { ...policyJson, logs: undefined }],
    ['a misspelt member', { ...policyJson, witness: [] }],
    [
      'a misspelt bound',
      { ...policyJson, logs: [{ origin: ORIGIN, keys: [{ key: logKeys.verifier, maxsize: '1' }] }] },
    ],
    [
      'a bound as a number',
      { ...policyJson, logs: [{ origin: ORIGIN, keys: [{ key: logKeys.verifier, maxSize: 1 }] }] },
    ],
    ['a log that stands twice', { ...policyJson, logs: [log, log] }],
    ['a key that stands twice', { ...policyJson, exports: [exportKeys.verifier, exportKeys.verifier] }],
    ['a key of another name than its log', { ...policyJson, logs: [{ origin: 'other', keys: [logKeys.verifier] }] }],
    ['a damaged key', { ...policyJson, exports: [exportKeys.verifier.slice(0, -1)] }],
    ['a private key', { ...policyJson, exports: [exportKeys.signer] }],
    [
      'a witness key for a log',
      { ...policyJson, logs: [{ origin: ORIGIN, keys: [keysOf(ORIGIN, 'cosignature').verifier] }] },
    ],
    ['a plain key for a witness', { ...policyJson, witnesses: { quorum: 1, keys: [keysOf('w').verifier] } }],
    ['a quorum without witnesses', { ...policyJson, witnesses: { quorum: 1, keys: [] } }],
    ['a quorum of a half', { ...policyJson, witnesses: { quorum: 0.5, keys: [witnessKeys.verifier] } }],
    ['a quorum as text', { ...policyJson, witnesses: { quorum: '1', keys: [witnessKeys.verifier] } }],
    [
      'one witness under two keys',
      {
        ...policyJson,
        witnesses: { quorum: 2, keys: [witnessKeys.verifier, keysOf('witness.example/w1', 'cosignature', 1).verifier] },
      },
    ],
    ['the key of a log for exports', { ...policyJson, exports: [keysOf(ORIGIN, 'note', 1).verifier] }],
    ['a list', []],
    ['a text', 'trust me'],
  ])('is refused with %s', (_name, json) => {
    expect(() => parse(json)).toThrow(PolicyError);
  });

  it('is refused when a member stands twice, or when it is no JSON', () => {
    expect(() => parsePolicy(JSON.stringify(policyJson).replace('{', '{"exports":[],'))).toThrow('stands twice');
    expect(() => parsePolicy('')).toThrow(PolicyError);
    expect(() => parsePolicy(Buffer.of(0xff))).toThrow(PolicyError);
  });
});
