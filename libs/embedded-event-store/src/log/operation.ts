import type { ExpectedRevision } from './expected-revision.js';

/** An event as proposed by a writer. */
export interface NewEvent {
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  readonly data: Buffer;
  readonly metadata: Buffer;
}

/** A change somebody asks for. */
export interface Operation {
  /** `delete` hides the events until the stream is written again; `tombstone` ends the stream for good. */
  readonly kind: 'append' | 'delete' | 'tombstone';
  readonly stream: string;
  readonly expected: ExpectedRevision;
  /** All of them are written, one after the other, or none. Empty unless the kind is `append`. */
  readonly events: readonly NewEvent[];
  /** Asked once more before deciding: nothing is written for somebody who has stopped waiting. */
  readonly abandoned?: () => boolean;
}

export type Outcome =
  | {
      readonly kind: 'done';
      /** Last revision of this write; -1 for an append of no events to a stream never written. */
      readonly revision: bigint;
      /** Position of its last event; absent when it wrote nothing. */
      readonly position?: bigint;
    }
  /** `current` is the last revision, -1 when never written. */
  | { readonly kind: 'wrong-revision'; readonly current: bigint }
  | { readonly kind: 'deleted' }
  | { readonly kind: 'abandoned' };
