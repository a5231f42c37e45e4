import { FieldSealer, type FieldPlace, type SealedField } from '#event-store';

/** An envelope that tells which field it is bound to, so that whoever has the key can open it. */
export interface PublishedEnvelope extends SealedField {
  readonly field: string;
}

/** For readers of the log that pass personal fields on and must not see them: every envelope stays closed. */
export class KeepSealed extends FieldSealer {
  sealAll(): Promise<never> {
    return Promise.reject(new Error('this reader of the log cannot append to it'));
  }

  openAll(fields: readonly (FieldPlace & { readonly sealed: SealedField })[]): Promise<PublishedEnvelope[]> {
    return Promise.resolve(fields.map(({ sealed, field }) => ({ ...sealed, field })));
  }
}
