/** The revision a tombstone has, and the `$tb` that marks a deleted stream: the largest signed 64-bit integer. */
export const END_OF_TIME = 9_223_372_036_854_775_807n;

/** What a metadata event says about reading its stream. Unset limits are absent. */
export interface StreamMetadata {
  /** The JSON object as written, so that restoring a deleted stream keeps every other key. */
  readonly raw: Readonly<Record<string, unknown>>;
  /** `$maxCount`: only the last so many events are visible. */
  readonly maxCount?: bigint;
  /** `$maxAge` in ticks of 100 ns: only events younger than this are visible. */
  readonly maxAge?: bigint;
  /** `$tb`: only events of this revision and later are visible. */
  readonly truncateBefore?: bigint;
}

const TICKS_PER_SECOND = 10_000_000n;
const NONE: StreamMetadata = { raw: {} };

/** Reads the data of a `$metadata` event. What is not a JSON object limits nothing, as on the real server. */
export function parseStreamMetadata(data: Buffer): StreamMetadata {
  const raw = parseObject(data.toString('utf8'));
  if (!raw) return NONE;
  const maxCount = wholeNumber(raw.$maxCount);
  const maxAge = wholeNumber(raw.$maxAge);
  const truncateBefore = wholeNumber(raw.$tb);
  return {
    raw,
    ...(maxCount && { maxCount }),
    ...(maxAge && { maxAge: maxAge * TICKS_PER_SECOND }),
    ...(truncateBefore && { truncateBefore }),
  };
}

/** True of a stream that was deleted and not written since: its metadata truncates everything. */
export function isSoftDeleted(metadata: StreamMetadata | undefined): boolean {
  return metadata?.truncateBefore === END_OF_TIME;
}

/** Data of the metadata event that deletes a stream. It replaces whatever metadata there was. */
export const softDeletion = Buffer.from(`{"$tb":${END_OF_TIME}}`);

/** Data of the metadata event that makes a deleted stream visible again from `revision` on. */
export function restorationFrom(revision: bigint, metadata: StreamMetadata): Buffer {
  return Buffer.from(JSON.stringify({ ...metadata.raw, $tb: Number(revision) }));
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined; // Anyone may write anything to a metadata stream; such metadata limits nothing.
  }
}

function wholeNumber(value: unknown): bigint | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) return undefined;
  // JSON numbers are doubles here: the largest 64-bit integer arrives rounded up to 2^63.
  return value >= 2 ** 63 ? END_OF_TIME : BigInt(Math.trunc(value));
}
