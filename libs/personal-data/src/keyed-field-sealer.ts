import { FieldSealer, type ClosedField, type FieldPlace, type SealedField } from '#event-store';
import { openField, sealField } from './envelope.js';
import type { KeyStore } from './key-store.js';

/** Seals and opens the personal fields of events with the subjects' own keys: one look-up for a whole batch. */
export class KeyedFieldSealer extends FieldSealer {
  constructor(private readonly keys: KeyStore) {
    super();
  }

  /** @throws Rejected `erased` when a subject's key was destroyed · UnsealableValue when a value has no canonical JSON */
  async sealAll(fields: readonly (FieldPlace & { readonly value: unknown })[]): Promise<SealedField[]> {
    const keys = await this.keys.keysFor(fields);
    return fields.map((field, i) => sealField(keys[i]!, field, field.value));
  }

  /** @throws UnopenableField when one will never open · KeyMissing when a key is unknown here */
  async openAll(fields: readonly ClosedField[]): Promise<unknown[]> {
    const keys = await this.keys.findKeys(fields);
    return fields.map((field, i) => {
      const key = keys[i];
      return key === undefined || field.unseen ? null : openField(key, field, field.sealed).value;
    });
  }
}
