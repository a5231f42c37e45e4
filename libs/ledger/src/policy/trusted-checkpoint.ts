import { parseCheckpoint, type Checkpoint } from '../notes/checkpoint.js';
import { timeOf } from '../notes/cosignature-message.js';
import { openNote, parseNote } from '../notes/signed-note.js';
import type { LogKey, Policy } from './policy.js';

/**
 * A checkpoint, proof or export is genuine in form but not to be believed under this policy:
 * `unknown_origin` the policy has no key for this log · `key_out_of_bounds` signed only by a rotated key, for a tree too large for it ·
 * `quorum_missed` too few witnesses · `older_is_larger` a tail was cut off · `fork` two trees of one size ·
 * `not_an_extension` history was rewritten
 */
export class Untrusted extends Error {
  override readonly name = 'Untrusted';

  constructor(
    readonly code:
      'unknown_origin' | 'key_out_of_bounds' | 'quorum_missed' | 'older_is_larger' | 'fork' | 'not_an_extension',
    message: string,
  ) {
    super(message);
  }
}

/** A checkpoint that the policy believes. */
export interface TrustedCheckpoint extends Checkpoint {
  /** Who saw it, and when (seconds since 1970, by the witness's clock). */
  readonly witnesses: readonly { readonly name: string; readonly at: bigint }[];
}

/**
 * Opens a signed checkpoint under a policy: a log key of its origin must have signed it, within that key's bounds, and a quorum of
 * different witnesses must have cosigned it.
 * @throws NoteError, Untrusted
 */
export function openCheckpoint(note: string | Uint8Array, policy: Policy): TrustedCheckpoint {
  const claimed = parseCheckpoint(parseNote(note).text).origin;
  const keys = policy.logs.get(claimed);
  if (keys === undefined) throw new Untrusted('unknown_origin', `the policy has no key for the log ${claimed}`);
  // The log is opened without the witnesses first, so that their signatures alone never make a checkpoint.
  const byLog = openNote(
    note,
    keys.map((key) => key.verifier),
  );
  const checkpoint = parseCheckpoint(byLog.text);
  const within = ({ verifier, maxSize }: LogKey) =>
    byLog.signatures.some((each) => each.verifier === verifier) &&
    (maxSize === undefined || checkpoint.size <= maxSize);
  if (!keys.some(within))
    throw new Untrusted('key_out_of_bounds', `the key that signed ${claimed} at ${checkpoint.size} had been retired`);
  const witnesses = cosigners(note, policy);
  if (witnesses.length < policy.quorum)
    throw new Untrusted('quorum_missed', `${witnesses.length} of ${policy.quorum} witnesses have cosigned`);
  return { ...checkpoint, witnesses };
}

function cosigners(note: string | Uint8Array, policy: Policy): TrustedCheckpoint['witnesses'] {
  const known = policy.witnesses;
  const signed = parseNote(note).signatures.some((each) =>
    known.some(({ name, keyId }) => name === each.name && keyId === each.keyId),
  );
  if (!signed) return [];
  return openNote(note, known).signatures.map(({ name, signature }) => ({ name, at: timeOf(signature)! }));
}
