/** An export cannot be written, or is not what it says. `code` is stable and listed in README.md. */
export class ExportError extends Error {
  override readonly name = 'ExportError';

  constructor(
    readonly code: ExportFault,
    message: string,
  ) {
    super(message);
  }
}

/**
 * `not_an_export` another kind of file, compressed, or damaged at its head · `bad_archive` parts missing, re-ordered, repeated, padded
 * or with other attributes than ours · `truncated` · `trailing_data` · `too_large` · `bad_manifest` · `future_version` ·
 * `bad_part` a part differs from what the manifest says of it · `bad_proofs` · `bad_row` · `wrong_workspace` · `omitted_entry` ·
 * `bad_opening` · `unproven_erasure` · `bad_counts` · `csv_differs` · `no_consistency_proof`
 */
export type ExportFault =
  | 'not_an_export'
  | 'bad_archive'
  | 'truncated'
  | 'trailing_data'
  | 'too_large'
  | 'bad_manifest'
  | 'future_version'
  | 'bad_part'
  | 'bad_proofs'
  | 'bad_row'
  | 'wrong_workspace'
  | 'omitted_entry'
  | 'bad_opening'
  | 'unproven_erasure'
  | 'bad_counts'
  | 'csv_differs'
  | 'no_consistency_proof';
