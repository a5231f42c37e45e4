import type { Schema } from './schema.js';

/** One published type: its version and its data. A changed meaning is a new version; the old one's schema is kept as a golden file. */
export interface PublishedType<Stored = never> {
  readonly version: number;
  readonly schema: Schema<Stored>;
}

/** Every stored type of a stream has its published one: consumers count revisions, and a silent event would be a gap for ever. */
export type Contract<StoredMap> = { readonly [Type in keyof StoredMap]: PublishedType<StoredMap[Type]> };
