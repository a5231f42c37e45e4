import { createSecretKey, randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { v5 } from 'uuid';
import { commandHash, conversationIdOf, eventIdOf, newIdsOf } from './command-id.js';

describe('the ids of a command', () => {
  it('are the same for the same command on the same stream, and differ otherwise', () => {
    expect(eventIdOf('conversation-1', 'a', 0)).toBe(eventIdOf('conversation-1', 'a', 0));
    const ids = [
      eventIdOf('conversation-1', 'a', 0),
      eventIdOf('conversation-1', 'a', 1),
      eventIdOf('conversation-1', 'b', 0),
      eventIdOf('contact-1', 'a', 0),
    ];
    expect(new Set(ids).size).toBe(4);
    expect(newIdsOf('conversation-1', 'a')('handoff')).not.toBe(newIdsOf('conversation-1', 'a')('turn'));
  });

  it('are UUIDs of version 5, the same for ever', () => {
    expect(eventIdOf('conversation-1', 'a', 0)).toBe(v5('conversation-1/a/0', 'b8ea9a3c-6b6b-5d3a-9f5c-0c3f1f6f7d10'));
    expect(conversationIdOf('contact', 'web', 1)).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });
});

describe('the hash of a command', () => {
  const anyKey = () => createSecretKey(randomBytes(32));
  const key = anyKey();

  it('does not depend on the order in which a client writes its fields', () => {
    expect(commandHash(key, 'Claim', { a: 1, b: { c: 2, d: 3 } })).toBe(
      commandHash(key, 'Claim', { b: { d: 3, c: 2 }, a: 1 }),
    );
  });

  it('depends on the command, on every value, and on the key', () => {
    const hashes = [
      commandHash(key, 'Claim', { a: 1 }),
      commandHash(key, 'Close', { a: 1 }),
      commandHash(key, 'Claim', { a: '1' }),
      commandHash(anyKey(), 'Claim', { a: 1 }),
    ];
    expect(new Set(hashes).size).toBe(4);
  });
});
