/** What is expected of the stream; a number is a revision. */
export type Expected = number | 'any' | 'no_stream' | 'stream_exists';

/** What an operation comes to: written up to a revision, refused, or the revisions read. */
export type Answer = `written ${number}` | 'wrong revision' | 'deleted' | 'not found' | readonly number[];

export interface Limits {
  readonly maxCount?: number;
  readonly truncateBefore?: number;
}

/** `$tb` of a deleted stream. */
const EVERYTHING = Infinity;

/**
 * A stream as plain as can be: everything in arrays, every rule written out once more, nothing of the code it is held
 * against. Knows nothing of time, so `$maxAge` is left to the contract.
 */
export class StreamModel {
  /** Ids in the order they were written; the index is the revision. */
  readonly ids: string[] = [];
  /** What was written to the metadata stream. */
  readonly metadata: Limits[] = [];
  tombstoned = false;

  append(ids: readonly string[], expected: Expected): Answer {
    if (this.tombstoned) return 'deleted';
    const last = this.ids.length - 1;
    if (expected === 'stream_exists') {
      if (this.#deleted) return 'deleted';
      if (last < 0 && this.metadata.length === 0) return 'wrong revision';
    }
    if (expected === 'any' || expected === 'stream_exists') {
      const found = ids.map((id) => this.ids.lastIndexOf(id));
      const known = found.findIndex((revision) => revision < 0);
      if (known > 0) return 'wrong revision';
      if (known < 0 && ids.length > 0) return `written ${found.at(-1)!}`;
      return this.#write(ids);
    }
    const revision = expected === 'no_stream' ? -1 : expected;
    if (revision === last) return this.#write(ids);
    if (revision > last || ids.length === 0) return 'wrong revision';
    const same = ids.findIndex((id, i) => this.ids[revision + 1 + i] !== id);
    if (same < 0) return `written ${revision + ids.length}`;
    return same === 0 && expected === 'no_stream' && this.#deleted ? this.#write(ids) : 'wrong revision';
  }

  setMetadata(limits: Limits): Answer {
    if (this.tombstoned) return 'deleted';
    const wasDeleted = this.#deleted;
    const revision = this.metadata.push(limits) - 1;
    if (wasDeleted) this.metadata.push({ ...limits, truncateBefore: this.ids.length });
    return `written ${revision}`;
  }

  delete(expected: Expected): Answer {
    const refusal = this.#refusal(expected);
    if (refusal) return refusal;
    if (this.ids.length === 0 && this.metadata.length === 0) return 'wrong revision';
    return `written ${this.metadata.push({ truncateBefore: EVERYTHING }) - 1}`;
  }

  tombstone(expected: Expected): Answer {
    const refusal = this.#refusal(expected);
    if (refusal) return refusal;
    this.tombstoned = true;
    return 'written 0';
  }

  read(direction: 'forwards' | 'backwards', from: number, count: number): Answer {
    if (this.tombstoned) return 'deleted';
    if (this.ids.length === 0 || this.#deleted) return 'not found';
    const { maxCount = Infinity, truncateBefore = 0 } = this.metadata.at(-1) ?? {};
    const first = Math.max(truncateBefore, this.ids.length - maxCount);
    const visible = [...this.ids.keys()].filter((revision) => revision >= first);
    return direction === 'forwards'
      ? visible.filter((revision) => revision >= from).slice(0, count)
      : visible
          .reverse()
          .filter((revision) => revision <= from)
          .slice(0, count);
  }

  get #deleted(): boolean {
    return this.metadata.at(-1)?.truncateBefore === EVERYTHING;
  }

  #write(ids: readonly string[]): Answer {
    const before = this.ids.length;
    this.ids.push(...ids);
    if (this.#deleted && ids.length > 0) this.metadata.push({ truncateBefore: before });
    // The client makes 0 of "no stream".
    return `written ${Math.max(0, this.ids.length - 1)}`;
  }

  #refusal(expected: Expected): Answer | undefined {
    if (this.tombstoned) return 'deleted';
    const last = this.ids.length - 1;
    if (expected === 'any') return undefined;
    if (expected === 'stream_exists') {
      if (this.#deleted) return 'deleted';
      return last < 0 && this.metadata.length === 0 ? 'wrong revision' : undefined;
    }
    if (expected === 'no_stream') return last < 0 || this.#deleted ? undefined : 'wrong revision';
    return expected === last ? undefined : 'wrong revision';
  }
}
