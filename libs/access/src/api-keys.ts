import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { isGoodKey, type KnownApiKey } from '#domain';
import { InvalidToken } from './invalid-token.js';
import type { Principal } from './principal.js';

/** What an API key begins with, so that scanners of code and logs find one that was left there. */
const prefix = 'handoff_';

/** 16 bytes of the workspace's id, 16 of the key's, and 32 secret ones. */
const bytes = 64;

/** A new API key. */
export interface NewApiKey {
  /** The key itself: for its holder, and kept nowhere. */
  readonly text: string;
  /** SHA-256 of its secret, in hexadecimal digits: 32 random bytes need no slower hash, since nobody can guess them. */
  readonly hash: string;
}

/** Makes the key of a given id. */
export function makeApiKey(workspaceId: string, keyId: string, secret: Buffer = randomBytes(32)): NewApiKey {
  const text = prefix + Buffer.concat([idBytes(workspaceId), idBytes(keyId), secret]).toString('base64url');
  return { text, hash: hashOf(secret).toString('hex') };
}

/** Whether a credential is meant as an API key and not as a JWT. */
export function isApiKey(credential: string): boolean {
  return credential.startsWith(prefix);
}

/**
 * Whom an API key speaks for, as of now: it is looked up each time, so that one that was revoked is refused at once.
 *
 * @param find what is known of a key
 * @throws InvalidToken; from outside one that never was and one that was revoked look the same
 */
export function principalOfKey(
  text: string,
  find: (workspaceId: string, keyId: string) => KnownApiKey | undefined,
  now: Date = new Date(),
): Principal {
  const { workspaceId, keyId, secret } = parts(text);
  const known = find(workspaceId, keyId);
  const same = timingSafeEqual(hashOf(secret), expectedHash(known));
  if (known === undefined) throw new InvalidToken('unknown_key');
  const about = { workspaceId, keyId };
  if (!same) throw new InvalidToken('wrong_key', about);
  if (!isGoodKey(known, now.toISOString()))
    throw new InvalidToken(known.revokedAt === null ? 'key_expired' : 'key_revoked', about);
  const of = { workspaceId, id: keyId, keyId, ...(known.permissions && { permissions: known.permissions }) };
  const { scope, agentId } = known;
  if (scope === 'integration') return { ...of, kind: scope, role: scope };
  if (scope === 'agent_runtime' && agentId !== null) return { ...of, kind: scope, role: scope, agentId };
  throw new InvalidToken('unknown_key');
}

function parts(text: string): { readonly workspaceId: string; readonly keyId: string; readonly secret: Buffer } {
  const body = text.slice(prefix.length);
  const all = Buffer.from(body, 'base64url');
  // One text for one key: what decodes to the same bytes but is written otherwise is none.
  if (!isApiKey(text) || all.length !== bytes || all.toString('base64url') !== body)
    throw new InvalidToken('malformed_key');
  return { workspaceId: idOf(all.subarray(0, 16)), keyId: idOf(all.subarray(16, 32)), secret: all.subarray(32) };
}

function expectedHash(known: KnownApiKey | undefined): Buffer {
  const hash = Buffer.from(known?.hash ?? '', 'hex');
  return hash.length === 32 ? hash : randomBytes(32);
}

function hashOf(secret: Buffer): Buffer {
  return createHash('sha256').update(secret).digest();
}

function idBytes(uuid: string): Buffer {
  return Buffer.from(uuid.replaceAll('-', ''), 'hex');
}

function idOf(raw: Buffer): string {
  return raw.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
