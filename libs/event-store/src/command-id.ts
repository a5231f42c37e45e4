import { createHmac, hash, type KeyObject } from 'node:crypto';
import type { NewId } from '#domain';

/** Everything that is ours and derived from names lives under the namespace b8ea9a3c-6b6b-5d3a-9f5c-0c3f1f6f7d10. */
const namespace = Buffer.from('b8ea9a3c6b6b5d3a9f5c0c3f1f6f7d10', 'hex');

/** A UUID of version 5 (RFC 9562, section 5.5): the first half of SHA-1 over namespace and name, with version and variant set. */
function uuidOf(name: string): string {
  const bytes = hash('sha1', Buffer.concat([namespace, Buffer.from(name)]), 'buffer');
  bytes[6] = (bytes[6]! & 0x0f) | 0x50;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const digits = bytes.toString('hex', 0, 16);
  const part = (from: number, to: number) => digits.slice(from, to);
  return `${part(0, 8)}-${part(8, 12)}-${part(12, 16)}-${part(16, 20)}-${part(20, 32)}`;
}

/** The id of the n-th event of a command on a stream: the same command always writes the same ids. */
export function eventIdOf(stream: string, commandId: string, n: number): string {
  return uuidOf(`${stream}/${commandId}/${n}`);
}

/** The ids a decision may need, as a function of the command. */
export function newIdsOf(stream: string, commandId: string): NewId {
  return (label) => uuidOf(`${stream}/${commandId}/${label}`);
}

/** Conversation n of a contact on a channel. Two processes that start it at once name the same stream, and one of them wins. */
export function conversationIdOf(contactId: string, channel: string, sequence: number): string {
  return uuidOf(`${contactId}/${channel}/${sequence}`);
}

/** Keyed hash of a command's name and body. Keyed, because a plain hash of a phone number is found in seconds. */
export function commandHash(key: KeyObject, name: string, body: unknown): string {
  return createHmac('sha256', key)
    .update(hash('sha256', `${name}\n${stableJson(body)}`, 'buffer'))
    .digest('base64url');
}

/** JSON with sorted keys, so that the order in which a client writes its fields does not matter. */
function stableJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
