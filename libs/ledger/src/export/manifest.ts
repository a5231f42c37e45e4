import { canonicalize, isPlainObject, type Json } from '../json/canonical-json.js';
import { parseCanonical } from '../json/canonical-text.js';
import { parseDecimal } from '../text/decimal.js';
import { ExportError } from './export-error.js';

/** The `format` of the manifests we write. */
export const EXPORT_FORMAT = 'handoff-export/1';

/** The parts after `manifest.json` and `manifest.sig`, in the order of the archive. */
export const PART_NAMES = ['checkpoint', 'proofs.json', 'erasures.jsonl', 'entries.jsonl', 'entries.csv'] as const;
export type PartName = (typeof PART_NAMES)[number];

/** What the manifest says of a part. */
export interface Part {
  readonly name: PartName;
  readonly bytes: bigint;
  /** Hexadecimal, as sha256sum prints it. */
  readonly sha256: string;
}

/** How many entries are shown, withheld by the filter, shown with something erased; and cells escaped in the CSV. */
export interface Counts {
  readonly matched: bigint;
  readonly withheld: bigint;
  readonly erased: bigint;
  readonly escapedCells: bigint;
}

/** What an export is: signed, and holding no time, so that the same question at the same size gives the same bytes. */
export interface Manifest {
  readonly origin: string;
  readonly workspace: string;
  /** The tree as of which everything is said. */
  readonly size: bigint;
  /** Entries [start, end) of the tree, each of them a row. */
  readonly range: { readonly start: bigint; readonly end: bigint };
  /** Size from which the consistency proof leads; absent without one. */
  readonly since?: bigint;
  /** As it was asked; the names are those of the audit queries. */
  readonly filter: { readonly [name: string]: Json };
  readonly requestedBy: { readonly kind: string; readonly id: string };
  readonly counts: Counts;
  readonly parts: readonly Part[];
}

/** Text of `manifest.json`: canonical JSON and a newline, numbers as strings. */
export function formatManifest(manifest: Manifest): string {
  const { size, range, since, counts, parts, ...rest } = manifest;
  const value = {
    ...rest,
    format: EXPORT_FORMAT,
    size: size.toString(),
    range: { start: range.start.toString(), end: range.end.toString() },
    ...(since === undefined ? {} : { since: since.toString() }),
    counts: Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, String(count)])),
    parts: parts.map(({ name, bytes, sha256 }) => ({ name, bytes: bytes.toString(), sha256 })),
  };
  return `${canonicalize(value)}\n`;
}

/**
 * Reads the text of a manifest whose signature was verified.
 * @throws ExportError `future_version` or `bad_manifest`; InvalidJson
 */
export function parseManifest(text: string): Manifest {
  const json = object(text.endsWith('\n') ? parseCanonical(text.slice(0, -1)) : undefined);
  if (json.format !== EXPORT_FORMAT)
    throw new ExportError('future_version', `the format is not ${EXPORT_FORMAT}: this verifier does not know it`);
  const range = object(json.range);
  const manifest: Manifest = {
    origin: string(json.origin),
    workspace: string(json.workspace),
    size: decimal(json.size),
    range: { start: decimal(range.start), end: decimal(range.end) },
    ...(json.since === undefined ? {} : { since: decimal(json.since) }),
    filter: object(json.filter),
    requestedBy: requester(object(json.requestedBy)),
    counts: countsIn(object(json.counts)),
    parts: partsIn(json.parts),
  };
  // Whatever else the text holds would be signed and yet mean nothing to us.
  if (formatManifest(manifest) !== text) throw bad('it holds members that are not known');
  if (manifest.range.start > manifest.range.end || manifest.range.end > manifest.size) throw bad('its range is none');
  if (manifest.since !== undefined && (manifest.since < 1n || manifest.since > manifest.size))
    throw bad('it leads from a size that proves nothing');
  if (!manifest.origin.endsWith(`/${manifest.workspace}`)) throw bad("its origin is not that of the workspace's log");
  return manifest;
}

function requester({ kind, id }: Readonly<Record<string, Json>>): Manifest['requestedBy'] {
  return { kind: string(kind), id: string(id) };
}

function countsIn(json: Readonly<Record<string, Json>>): Counts {
  return {
    matched: decimal(json.matched),
    withheld: decimal(json.withheld),
    erased: decimal(json.erased),
    escapedCells: decimal(json.escapedCells),
  };
}

function partsIn(json: Json | undefined): Part[] {
  if (!Array.isArray(json) || json.length !== PART_NAMES.length) throw bad('its list of parts is wrong');
  return (json as readonly Json[]).map((each, i) => {
    const { name, bytes, sha256 } = object(each);
    if (name !== PART_NAMES[i] || !/^[0-9a-f]{64}$/.test(string(sha256))) throw bad('its list of parts is wrong');
    return { name: PART_NAMES[i]!, bytes: decimal(bytes), sha256: string(sha256) };
  });
}

function object(json: Json | undefined): Readonly<Record<string, Json>> {
  if (!isPlainObject(json)) throw bad('a member is missing or no object');
  return json;
}

function string(json: Json | undefined): string {
  if (typeof json !== 'string') throw bad('a member is missing or no text');
  return json;
}

function decimal(json: Json | undefined): bigint {
  const value = parseDecimal(string(json));
  if (value === undefined) throw bad('a number is none');
  return value;
}

function bad(why: string): ExportError {
  return new ExportError('bad_manifest', `the manifest cannot be used: ${why}`);
}
