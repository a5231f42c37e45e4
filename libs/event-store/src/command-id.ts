import { createHash, createHmac } from 'node:crypto';
import type { NewId } from '#domain';
import { v5 } from 'uuid';

/** Everything that is ours and derived from names lives under this namespace (RFC 9562, UUID version 5). */
const namespace = 'b8ea9a3c-6b6b-5d3a-9f5c-0c3f1f6f7d10';

/** The id of the n-th event of a command on a stream: the same command always writes the same ids. */
export function eventIdOf(stream: string, commandId: string, n: number): string {
  return v5(`${stream}/${commandId}/${n}`, namespace);
}

/** The ids a decision may need, as a function of the command. */
export function newIdsOf(stream: string, commandId: string): NewId {
  return (label) => v5(`${stream}/${commandId}/${label}`, namespace);
}

/** Conversation n of a contact on a channel. Two processes that start it at once name the same stream, and one of them wins. */
export function conversationIdOf(contactId: string, channel: string, sequence: number): string {
  return v5(`${contactId}/${channel}/${sequence}`, namespace);
}

/** Keyed hash of a command's name and body. Keyed, because a plain hash of a phone number is found in seconds. */
export function commandHash(key: Buffer, name: string, body: unknown): string {
  return createHmac('sha256', key)
    .update(
      createHash('sha256')
        .update(`${name}\n${stableJson(body)}`)
        .digest(),
    )
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
