/** The verdict on an export is said already; only its exit code is left to be told. */
export class NotVerified extends Error {
  override readonly name = 'NotVerified';

  constructor(readonly exitCode: 1 | 2) {
    super('not verified');
  }
}
