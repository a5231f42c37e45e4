import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalize, type Json } from '../json/canonical-json.js';
import { commitTo, commitmentsOf } from './commitment.js';
import { LeafError, leafOf, type LeafDetail, type LeafFacts } from './leaf.js';
import { checkOpenings, readOpenings } from './opening.js';
import { asLeaf, readLeaf } from './read-leaf.js';

const salt = Buffer.alloc(32, 3);
const commit = commitTo('Ada', salt);
const facts: LeafFacts = {
  type: 'Claimed',
  workspace: 'w-1',
  eventId: 'e-1',
  stream: 'conversation-1',
  rev: 9007199254740993n,
  entry: 1,
  at: '2026-11-20T03:12:42.123Z',
  schema: 2,
  contact: 'c-1',
  handoff: { id: 'h-1', number: 1 },
  from: { kind: 'ai_agent', id: 'a-1', name: 'Front line' },
  to: { kind: 'member', id: 'm-1', name: { commit } },
  decidedBy: { kind: 'member', id: 'm-1' },
  reasonCode: 'out_of_scope',
  context: { commit: commitTo({ summary: 'x' }, salt), bytes: 15 },
};

/** Anything nested that a leaf may say. */
function detail(key: fc.Arbitrary<string>, value: fc.Arbitrary<LeafDetail>): fc.Arbitrary<LeafDetail> {
  return fc.letrec<{ tree: LeafDetail }>((tie) => ({
    tree: fc.oneof({ maxDepth: 4 }, value, fc.array(tie('tree')), fc.dictionary(key, tie('tree'))),
  })).tree;
}

/** Facts as a leaf says them: numbers as strings, nothing that is absent. */
function asText(value: unknown): Json {
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return value.map(asText);
  if (typeof value !== 'object' || value === null) return value as Json;
  const members = Object.entries(value).filter(([, member]) => member !== null && member !== undefined);
  return Object.fromEntries(members.map(([name, member]) => [name, asText(member)]));
}

describe('a leaf', () => {
  it('is canonical JSON with every number as a string', () => {
    expect(leafOf(facts).toString()).toBe(
      '{"at":"2026-11-20T03:12:42.123Z","contact":"c-1",' +
        `"context":{"bytes":"15","commit":"${commitTo({ summary: 'x' }, salt)}"},` +
        '"decidedBy":{"id":"m-1","kind":"member"},"entry":"1","eventId":"e-1",' +
        '"from":{"id":"a-1","kind":"ai_agent","name":"Front line"},"handoff":{"id":"h-1","number":"1"},' +
        '"reasonCode":"out_of_scope","rev":"9007199254740993","schema":"2","stream":"conversation-1",' +
        `"to":{"id":"m-1","kind":"member","name":{"commit":"${commit}"}},"type":"Claimed","v":"1","workspace":"w-1"}`,
    );
    expect(readLeaf(leafOf(facts)).rev).toBe('9007199254740993');
  });

  it('is what canonical JSON is made of the same facts, whatever their details are', () => {
    const key = fc.string({ unit: 'binary' }).filter((name) => !name.includes('.') && name !== '__proto__');
    const value = fc.oneof(fc.string({ unit: 'binary' }), fc.maxSafeInteger(), fc.boolean(), fc.constant(null));
    fc.assert(
      fc.property(fc.dictionary(fc.oneof(key, fc.nat(20).map(String)), detail(key, value)), (details) => {
        expect(leafOf({ ...facts, details }).toString()).toBe(canonicalize(asText({ ...facts, details, v: '1' })));
      }),
    );
  });

  it('is not made of what refers to itself', () => {
    const details: Record<string, LeafDetail> = {};
    details['details'] = details;
    expect(() => leafOf({ ...facts, details })).toThrow(LeafError);
  });

  it('is the same whether a member is absent or null', () => {
    expect(leafOf({ ...facts, trigger: null, reason: null, by: null })).toEqual(leafOf(facts));
  });

  it.each<[string, object]>([
    ["a member's name in the clear", { to: { kind: 'member', id: 'm-1', name: 'Ada' } }],
    ['a reason in the clear', { reason: 'angry' }],
    ['a fraction', { details: { score: 0.5 } }],
    ['a number that is not exact', { rev: 2 ** 53 }],
    ['a Map', { details: { map: new Map() } }],
    ['a Date', { details: { at: new Date(0) } }],
    ['bytes', { details: { bytes: new Uint8Array(1) } }],
    ['a lone surrogate', { reasonCode: '\ud800' }],
    ['a key with a dot', { details: { 'a.b': 'x' } }],
    ['more than 65,535 bytes', { reasonCode: 'x'.repeat(65_536) }],
  ])('is not made of %s', (_name, change) => {
    expect(() => leafOf({ ...facts, ...change })).toThrow(LeafError);
  });

  it.each<[string, object, string]>([
    ['another version', { v: '2' }, 'leaves of version 2 are not known'],
    ['a number as a number', { rev: 1 }, 'without the text "rev"'],
    ['a decimal with a leading zero', { entry: '01' }, '"entry" is no decimal number'],
    ['no type', { type: undefined }, 'without the text "type"'],
  ])('is not read with %s', (_name, change, why) => {
    expect(() => asLeaf({ ...readLeaf(leafOf(facts)), ...change })).toThrow(why);
  });

  it('is not read when its bytes are not UTF-8', () => {
    const bytes = Buffer.from(leafOf(facts));
    bytes[bytes.indexOf('Front')] = 0xff;
    expect(() => readLeaf(bytes)).toThrow('not UTF-8');
  });
});

describe('a commitment', () => {
  it('is SHA-256 over "handoff-ctx/1", the salt and the canonical JSON', () => {
    // Computed with Python's hashlib.
    expect(commit).toBe('+71LoJKamFWYNmNZQSfIt36FJgS3VZgYagVaYzQk/sw=');
    expect(commitTo({ b: 1, a: 2 }, salt)).toBe(commitTo({ a: 2, b: 1 }, salt));
    expect(commitTo('Ada', Buffer.alloc(32, 4))).not.toBe(commit);
  });

  it('belongs to the member in whose description it stands, else to the contact', () => {
    const by = { kind: 'member', id: 'm-2', name: { commit } };
    const details = { list: [{ kind: 'member', id: 'm-3', name: { commit } }, { commit }] };
    const found = commitmentsOf(readLeaf(leafOf({ ...facts, by, details })));
    expect(found.map(({ path, subject }) => [path, subject])).toEqual([
      ['by.name', 'member:m-2'],
      ['context', 'contact:c-1'],
      ['details.list.0.name', 'member:m-3'],
      ['details.list.1', 'contact:c-1'],
      ['to.name', 'member:m-1'],
    ]);
  });
});

describe('openings', () => {
  const commitments = commitmentsOf(readLeaf(leafOf(facts)));
  const opening = (value: Json, bytes = salt) => ({ salt: bytes.toString('base64'), value });
  const good = { context: opening({ summary: 'x' }), 'to.name': opening('Ada') };
  const check = (open: unknown) => checkOpenings(commitments, readOpenings(open).open);

  it('that are true leave nothing to be proven', () => {
    expect(check(good)).toEqual([]);
  });

  it('that are erased are handed back, for the erasure to be proven', () => {
    expect(check({ ...good, 'to.name': { erased: true } })).toMatchObject([{ path: 'to.name', subject: 'member:m-1' }]);
  });

  it.each<[string, object]>([
    ['another value', { ...good, 'to.name': opening('Eve') }],
    ['another salt', { ...good, 'to.name': opening('Ada', Buffer.alloc(32, 4)) }],
    ['a short salt', { ...good, 'to.name': opening('Ada', Buffer.alloc(31, 3)) }],
    ['one less', { context: good.context }],
    ['one more', { ...good, reason: opening('Ada') }],
    ['one in the wrong place', { context: good.context, 'from.name': good['to.name'] }],
    ['a half-truth', { ...good, 'to.name': { erased: false } }],
    ['no value', { ...good, 'to.name': { salt: salt.toString('base64') } }],
    ['a list', []],
  ])('are refused with %s', (_name, open) => {
    expect(() => check(open)).toThrow(LeafError);
  });

  it('are refused when the size they were committed with differs', () => {
    const wrong = commitmentsOf(readLeaf(leafOf({ ...facts, context: { ...facts.context!, bytes: 16 } })));
    expect(() => checkOpenings(wrong, readOpenings(good).open)).toThrow('has 15 bytes; the leaf says 16');
  });
});
