import type { FieldPlace, SealedField } from '#event-store';
import { openField, type OpenedField } from './envelope.js';
import type { KeyStore } from './key-store.js';

/** Opens envelopes with their salts, so that whoever is shown a value can check the commitment to it. */
export class SaltedOpener {
  constructor(private readonly keys: KeyStore) {}

  /**
   * What the envelopes hold, in the same order; undefined where the subject's key was destroyed.
   * @throws UnopenableField, KeyMissing
   */
  async openAll(
    fields: readonly (FieldPlace & { readonly sealed: SealedField })[],
  ): Promise<(OpenedField | undefined)[]> {
    if (fields.length === 0) return [];
    const keys = await this.keys.findKeys(fields);
    return fields.map((field, i) => {
      const key = keys[i];
      return key === undefined ? undefined : openField(key, field, field.sealed);
    });
  }
}
