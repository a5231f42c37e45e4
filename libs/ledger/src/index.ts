export * from './json/canonical-json.js';
export { parseCanonical } from './json/canonical-text.js';
export * from './json/strict-json.js';
export * from './leaf/commitment.js';
export * from './leaf/leaf.js';
export {
  checkOpenings,
  openingOf,
  openingOfText,
  readOpenings,
  type Opening,
  type Openings,
  type ReadOpenings,
} from './leaf/opening.js';
export * from './leaf/read-leaf.js';
export * from './tree/entry-bundle.js';
export * from './tree/frontier.js';
export * from './tree/hashes.js';
export { coveringNodes, type HashReader, type NodeId } from './tree/nodes.js';
export { ProofError } from './tree/proof-error.js';
export * from './tree/prove.js';
export * from './tree/tile-hash-reader.js';
export * from './tree/tiles.js';
export * from './tree/verify-consistency.js';
export * from './tree/verify-inclusion.js';
export * from './tree/verify-range.js';
export * from './notes/checkpoint.js';
export { timeOf } from './notes/cosignature-message.js';
export * from './notes/keys.js';
export * from './notes/note-error.js';
export * from './notes/signed-note.js';
export * from './notes/tlog-proof.js';
export * from './policy/extends.js';
export * from './policy/policy.js';
export * from './policy/receipt.js';
export * from './policy/trusted-checkpoint.js';
export { CSV_HEADER } from './export/csv.js';
export type { EntryRow } from './export/entry-row.js';
export { erasedSubject, type ErasureRow } from './export/erasure-row.js';
export * from './export/export-error.js';
export type { Counts, Manifest } from './export/manifest.js';
export type { Proofs } from './export/proofs-part.js';
export * from './export/render-entries.js';
export * from './export/write-export.js';
export * from './verifier/row-thread-program.js';
export * from './verifier/verdict.js';
export * from './verifier/verify-command.js';
export * from './verifier/verify-export.js';
