import { FieldSealer, type FieldPlace, type SealedField } from '#event-store';

/** Envelopes without keys: what they hold is readable here, so that a test sees where a personal value came through. */
export class PlainSealer extends FieldSealer {
  sealAll(fields: readonly (FieldPlace & { readonly value: unknown })[]): Promise<SealedField[]> {
    return Promise.resolve(
      fields.map(({ subject, value }) => ({
        sealed: '1',
        subject,
        commit: 'c',
        box: Buffer.from(JSON.stringify(value)).toString('base64url'),
      })),
    );
  }

  openAll(fields: readonly (FieldPlace & { readonly sealed: SealedField })[]): Promise<unknown[]> {
    return Promise.resolve(
      fields.map(({ sealed }) => JSON.parse(Buffer.from(sealed.box, 'base64url').toString()) as unknown),
    );
  }
}
