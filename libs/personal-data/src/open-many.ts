import { createCipheriv, hash, type KeyObject } from 'node:crypto';
import { boxParts, commitPrefix, saltBytes, type OpenedText } from './box.js';

const blockBytes = 16;

/** What an envelope holds is not what somebody else says that it commits to. */
export class NotCommittedTo extends Error {
  override readonly name = 'NotCommittedTo';
}

/** An envelope's box, and what somebody else than the envelope (a leaf) says its content commits to, in base64. */
export interface CommittedBox {
  /** As in the envelope, base64url. */
  readonly box: string;
  readonly commit: string;
  /** Where it stands, for the error. */
  readonly eventId: string;
  readonly field: string;
}

/**
 * Opens many boxes of one key. A cipher of Node costs several microseconds and a finalizer each, so the keystreams of all boxes are
 * made by one: the counter blocks of AES-GCM (NIST SP 800-38D section 6.5; the first is the iv and the number 2), encrypted as they
 * are. Neither tag nor additional data are looked at: the commitment, held elsewhere, vouches for every byte of salt and value.
 *
 * @returns in the order of the boxes
 * @throws NotCommittedTo when one is not what was committed to
 */
export function openMany(key: KeyObject, boxes: readonly CommittedBox[]): OpenedText[] {
  const parts = boxes.map(({ box }) => boxParts(box));
  const blocks = parts.map((part) => (part === undefined ? 0 : Math.ceil(part.sealed.length / blockBytes)));
  const counters = Buffer.alloc(blockBytes * blocks.reduce((sum, count) => sum + count, 0));
  let at = 0;
  parts.forEach((part, i) => {
    for (let n = 0; n < blocks[i]!; n += 1, at += blockBytes) {
      counters.set(part!.iv, at);
      counters.writeUInt32BE(n + 2, at + part!.iv.length);
    }
  });
  const keystream = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false).update(counters);
  at = 0;
  return boxes.map((box, i) => {
    const opened = parts[i] && opening(parts[i].sealed, keystream.subarray(at), box.commit);
    if (opened === undefined)
      throw new NotCommittedTo(`the envelope ${box.field} of event ${box.eventId} does not hold what was committed to`);
    at += blockBytes * blocks[i]!;
    return opened;
  });
}

let scratch = Buffer.alloc(1 << 12);

/** Undefined when it is not what was committed to. */
function opening(sealed: Buffer, keystream: Buffer, commit: string): OpenedText | undefined {
  const start = commitPrefix.length;
  const end = start + sealed.length;
  if (scratch.length < end) scratch = Buffer.alloc(end);
  scratch.set(commitPrefix);
  for (let i = 0; i < sealed.length; i += 1) scratch[start + i] = sealed[i]! ^ keystream[i]!;
  if (hash('sha256', scratch.subarray(0, end), 'base64') !== commit) return undefined;
  return {
    salt: scratch.toString('base64', start, start + saltBytes),
    text: scratch.toString('utf8', start + saltBytes, end),
  };
}
