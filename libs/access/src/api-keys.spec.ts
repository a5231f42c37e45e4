import { describe, expect, it } from '@jest/globals';
import { randomBytes, randomUUID } from 'node:crypto';
import type { KnownApiKey } from '#domain';
import { InvalidToken, isApiKey, makeApiKey, principalOfKey } from './index.js';

const [workspaceId, keyId] = [randomUUID(), randomUUID()];
const now = new Date('2026-11-20T12:00:00.000Z');
const { text, hash } = makeApiKey(workspaceId, keyId);

const known: KnownApiKey = {
  name: 'CRM',
  scope: 'integration',
  agentId: null,
  permissions: null,
  hash,
  issuedAt: '2026-11-01T00:00:00.000Z',
  issuedByName: 'Olga',
  expiresAt: null,
  revokedAt: null,
};

/** What is made of a key while this is known of it. */
function shown(key: string, change: Partial<KnownApiKey> = {}): unknown {
  const found = (workspace: string, id: string) =>
    workspace === workspaceId && id === keyId ? { ...known, ...change } : undefined;
  try {
    return principalOfKey(key, found, now);
  } catch (error) {
    if (error instanceof InvalidToken) return error.reason;
    throw error;
  }
}

describe('an API key', () => {
  it('speaks for its integration, or for the runtime of its agent', () => {
    expect(shown(text)).toEqual({ workspaceId, id: keyId, keyId, kind: 'integration', role: 'integration' });
    expect(shown(text, { scope: 'agent_runtime', agentId: 'a-1', permissions: ['turn.read'] })).toEqual({
      ...{ workspaceId, id: keyId, keyId, kind: 'agent_runtime', role: 'agent_runtime' },
      ...{ agentId: 'a-1', permissions: ['turn.read'] },
    });
  });

  it('is another one each time, is known by its beginning, and holds 32 secret bytes that nobody keeps', () => {
    expect(makeApiKey(workspaceId, keyId).text).not.toBe(text);
    expect(text).toMatch(/^handoff_[\w-]{86}$/);
    expect([isApiKey(text), isApiKey('eyJhbGciOiJSUzI1NiJ9.e30.x')]).toEqual([true, false]);
    const secret = Buffer.from(text.slice('handoff_'.length), 'base64url').subarray(32);
    for (const form of ['hex', 'base64url', 'base64'] as const)
      expect(JSON.stringify(known)).not.toContain(secret.toString(form));
  });

  it.each<[string, Partial<KnownApiKey>, string]>([
    ['revoked', { revokedAt: '2026-11-20T11:59:59.999Z' }, 'key_revoked'],
    ['expired', { expiresAt: now.toISOString() }, 'key_expired'],
    ['of which no hash was kept', { hash: '' }, 'wrong_key'],
    ['of a kind that there is not', { scope: 'owner' }, 'unknown_key'],
    ['of a runtime without an agent', { scope: 'agent_runtime' }, 'unknown_key'],
  ])('opens nothing once it is %s', (_, change, reason) => {
    expect(shown(text, change)).toBe(reason);
  });

  it('is refused when it is forged: with another secret, for another key or workspace, or written otherwise', () => {
    const raw = Buffer.from(text.slice('handoff_'.length), 'base64url');
    const written = (bytes: Buffer) => `handoff_${bytes.toString('base64url')}`;
    expect(shown(makeApiKey(workspaceId, keyId).text)).toBe('wrong_key');
    expect(shown(makeApiKey(workspaceId, randomUUID()).text)).toBe('unknown_key');
    expect(shown(makeApiKey(randomUUID(), keyId).text)).toBe('unknown_key');
    for (let bit = 0; bit < 512; bit += 7) {
      const flipped = Buffer.from(raw);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      expect(['wrong_key', 'unknown_key']).toContain(shown(written(flipped)));
    }
    for (const other of [written(raw.subarray(0, 63)), written(Buffer.concat([raw, randomBytes(1)])), `${text}=`])
      expect(shown(other)).toBe('malformed_key');
    // The last letter holds two bits that say nothing.
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const twin = text.slice(0, -1) + letters[letters.indexOf(text.at(-1)!) ^ 1]!;
    expect(shown(twin)).toBe('malformed_key');
    for (const other of ['', 'handoff_', text.toUpperCase(), text.slice(8), ` ${text}`, `handoff_${'%'.repeat(86)}`])
      expect(shown(other)).toBe('malformed_key');
  });

  it('says of a wrong secret whose key it is, to our log alone', () => {
    const forged = makeApiKey(workspaceId, keyId).text;
    expect(() => principalOfKey(forged, () => known, now)).toThrow(
      expect.objectContaining({ message: 'The token is not valid.', about: { workspaceId, keyId } }),
    );
    expect(() => principalOfKey(forged, () => undefined, now)).toThrow(
      expect.objectContaining({ message: 'The token is not valid.', about: undefined }),
    );
  });
});
