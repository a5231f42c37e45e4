/** Where a personal field belongs; all of it is bound into the envelope, so that no box can be moved to another place. */
export interface FieldPlace {
  readonly workspaceId: string;
  /** Whose key: `contact:{id}` or `member:{id}`. */
  readonly subject: string;
  readonly eventId: string;
  /** Dotted path inside the event's data. */
  readonly field: string;
}

/** A personal field as it is stored. The commitment stays true after the key is gone; the box opens only with it. */
export interface SealedField {
  readonly sealed: '1';
  readonly subject: string;
  readonly commit: string;
  readonly box: string;
}

/** Tells a stored envelope from ordinary data. */
export function isSealedField(value: unknown): value is SealedField {
  return (
    typeof value === 'object' &&
    value !== null &&
    (value as SealedField).sealed === '1' &&
    typeof (value as SealedField).subject === 'string' &&
    typeof (value as SealedField).commit === 'string' &&
    typeof (value as SealedField).box === 'string'
  );
}

/** This envelope will never open: forged, moved, or damaged. Other failures (the key store is away) pass and may be tried again. */
export class UnopenableField extends Error {
  override readonly name = 'UnopenableField';
}

/** An envelope to open. One that nobody looks at stays closed and gives `null`, though its key must be there. */
export type ClosedField = FieldPlace & { readonly sealed: SealedField; readonly unseen?: boolean };

/**
 * Turns personal fields into sealed envelopes and back. Many at once, because events are read in batches and one look-up of a
 * key serves all fields of its subject. The implementation with real keys is in `personal-data`.
 */
export abstract class FieldSealer {
  /** The envelopes of the values, in the same order. Makes a subject's key on its first use. */
  abstract sealAll(fields: readonly (FieldPlace & { readonly value: unknown })[]): Promise<SealedField[]>;

  /**
   * The values of the envelopes, in the same order; `null` where the subject's key was destroyed or nobody looks.
   * @throws UnopenableField when one of them will never open
   */
  abstract openAll(fields: readonly ClosedField[]): Promise<unknown[]>;
}
