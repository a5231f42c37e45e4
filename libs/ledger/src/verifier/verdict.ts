import { InvalidJson } from '../json/strict-json.js';
import { LeafError } from '../leaf/leaf.js';
import { NoteError } from '../notes/note-error.js';
import { Untrusted, type TrustedCheckpoint } from '../policy/trusted-checkpoint.js';
import { ProofError } from '../tree/proof-error.js';
import { ExportError } from '../export/export-error.js';
import { RowFault } from './judge-rows.js';

/** What was checked until the verdict. */
export interface CheckedCounts {
  readonly entries: number;
  readonly shown: number;
  readonly withheld: number;
  /** Commitments opened truly. */
  readonly openings: number;
  /** Entries that show something as erased, and erasures proven to be in the tree. */
  readonly erased: number;
  readonly erasures: number;
  readonly bytes: number;
}

/** Why not: a stable code (README.md lists them) and a sentence that names the place. */
export interface Reason {
  readonly code: string;
  readonly detail: string;
}

/** The answer to "is this export true?". */
export interface Verdict {
  readonly ok: boolean;
  /** The first thing that is wrong; null when nothing is. */
  readonly reason: Reason | null;
  readonly counts: CheckedCounts;
  /** As of which tree, and who saw it. */
  readonly checkpoint: TrustedCheckpoint | null;
  /** The entries that were proven complete; null when they were not. */
  readonly range: { readonly start: bigint; readonly end: bigint } | null;
  /** Size of the held checkpoint that this tree was proven to extend; null when none was given. */
  readonly extends: bigint | null;
}

/** Turns what a check threw into a reason. A fault of the machine (a disk, a pipe) is none, and is thrown on. */
export function reasonOf(error: unknown, where: string): Reason {
  if (error instanceof ExportError || error instanceof NoteError || error instanceof Untrusted)
    return { code: error.code, detail: `${where}: ${error.message}` };
  if (
    error instanceof RowFault ||
    error instanceof ProofError ||
    error instanceof LeafError ||
    error instanceof InvalidJson
  )
    return { code: error.code, detail: `${where}: ${error.message}` };
  if (error instanceof Error && 'syscall' in error) throw error;
  // Nothing else is expected. A verifier that stumbles has not verified, so this is a no all the same.
  return { code: 'unexpected', detail: `${where}: ${String(error)}` };
}
