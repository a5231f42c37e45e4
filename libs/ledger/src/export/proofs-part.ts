import { canonicalize, isPlainObject, type Json } from '../json/canonical-json.js';
import { parseCanonical } from '../json/canonical-text.js';
import { decodeBase64, encodeBase64 } from '../text/base64.js';
import { HASH_BYTES } from '../tree/hashes.js';
import { ExportError } from './export-error.js';

/** `proofs.json`: the range proof, and the consistency proof if a `since` was asked for. Between which sizes: see the manifest. */
export interface Proofs {
  readonly range: readonly Buffer[];
  readonly consistency?: readonly Buffer[];
}

/** Its text: canonical JSON and a newline, hashes in base64. */
export function formatProofs({ range, consistency }: Proofs): string {
  const lists = { range: range.map(encodeBase64), ...(consistency && { consistency: consistency.map(encodeBase64) }) };
  return `${canonicalize(lists)}\n`;
}

/**
 * Reads it back.
 * @throws ExportError `bad_proofs`; InvalidJson
 */
export function parseProofs(text: string): Proofs {
  const json = text.endsWith('\n') ? parseCanonical(text.slice(0, -1)) : undefined;
  if (!isPlainObject(json) || Object.keys(json).some((key) => key !== 'range' && key !== 'consistency'))
    throw new ExportError('bad_proofs', 'proofs.json does not hold proofs');
  const { range, consistency } = json as { range?: Json; consistency?: Json };
  return { range: hashes(range), ...(consistency === undefined ? {} : { consistency: hashes(consistency) }) };
}

/**
 * A list of hashes in base64.
 * @throws ExportError `bad_proofs`
 */
export function hashes(json: Json | undefined): Buffer[] {
  // Two edges of at most 64 complete subtrees each.
  if (!Array.isArray(json) || json.length > 128) throw new ExportError('bad_proofs', 'a proof is no list of hashes');
  return (json as readonly Json[]).map((each) => {
    const hash = typeof each === 'string' ? decodeBase64(each, HASH_BYTES) : undefined;
    if (hash === undefined) throw new ExportError('bad_proofs', 'a proof contains something that is no hash');
    return hash;
  });
}
