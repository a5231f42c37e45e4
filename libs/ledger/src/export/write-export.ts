import type { NoteSigner } from '../notes/keys.js';
import { signatureLines } from '../notes/signed-note.js';
import { parseCheckpoint } from '../notes/checkpoint.js';
import { parseNote } from '../notes/signed-note.js';
import { writeArchive, writeContent } from './archive-writer.js';
import { CSV_HEADER } from './csv.js';
import { formatErasure, type ErasureRow } from './erasure-row.js';
import { formatManifest, type Manifest, type Part, type PartName } from './manifest.js';
import { formatProofs, type Proofs } from './proofs-part.js';
import { Digester, type Digest, type Totals } from './render-entries.js';
import { paddingOf, tarHeader } from './tar-header.js';

type Content = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/** What an export is made of beside its lines, once they are rendered. */
export interface ExportHead {
  readonly workspace: string;
  readonly filter: Manifest['filter'];
  readonly requestedBy: Manifest['requestedBy'];
  /** First index of the range; it ends where rendering ended. */
  readonly start: bigint;
  readonly since?: bigint;
  /** The signed checkpoint as of which the export is made, with its cosignatures. */
  readonly checkpoint: string;
  readonly proofs: Proofs;
  /** One for each contact or member of whom a row says "erased", by index. */
  readonly erasures: readonly ErasureRow[];
  readonly rendered: Totals;
  /** The key of exports. */
  readonly signer: NoteSigner;
}

export interface ExportParts extends ExportHead {
  /** The spooled lines of `entries.jsonl`. */
  readonly jsonl: Content;
  /** The spooled lines of `entries.csv`, without its header line. */
  readonly csv: Content;
}

/**
 * The bytes of an export archive. The same entries, filter, requester and checkpoint give the same bytes.
 * Write them to a name that nobody takes for an export and rename at the end: a full disk must leave nothing that looks complete.
 */
export async function* writeExport(parts: ExportParts): AsyncGenerator<Uint8Array> {
  const { rendered, jsonl, csv } = parts;
  yield exportHead(parts);
  yield* writeContent({ name: 'entries.jsonl', bytes: Number(rendered.jsonl.bytes), content: jsonl });
  yield* writeArchive([
    { name: 'entries.csv', bytes: Number(rendered.csv.bytes), content: after(Buffer.from(CSV_HEADER), csv) },
  ]);
}

/** The bytes of an export in front of the lines of `entries.jsonl`. */
export function exportHead(parts: ExportHead): Buffer {
  const { checkpoint: note, proofs, erasures, rendered } = parts;
  const { origin, size } = parseCheckpoint(parseNote(note).text);
  const checkpoint = Buffer.from(note);
  const proofsJson = Buffer.from(formatProofs(proofs));
  const erasuresJsonl = Buffer.concat(erasures.map(formatErasure));
  const stated: Readonly<Record<PartName, Digest>> = {
    checkpoint: digestOf(checkpoint),
    'proofs.json': digestOf(proofsJson),
    'erasures.jsonl': digestOf(erasuresJsonl),
    'entries.jsonl': rendered.jsonl,
    'entries.csv': rendered.csv,
  };
  const manifest = formatManifest({
    origin,
    workspace: parts.workspace,
    size,
    range: { start: parts.start, end: rendered.end },
    ...(parts.since === undefined ? {} : { since: parts.since }),
    filter: parts.filter,
    requestedBy: parts.requestedBy,
    counts: rendered.counts,
    parts: Object.entries(stated).map(([name, digest]): Part => ({ name: name as PartName, ...digest })),
  });
  return Buffer.concat([
    ...whole('manifest.json', Buffer.from(manifest)),
    // With the blank line in front, `cat manifest.json manifest.sig` is a signed note for any tool that opens one.
    ...whole('manifest.sig', Buffer.from(`\n${signatureLines(manifest, [parts.signer])}`)),
    ...whole('checkpoint', checkpoint),
    ...whole('proofs.json', proofsJson),
    ...whole('erasures.jsonl', erasuresJsonl),
    tarHeader('entries.jsonl', Number(rendered.jsonl.bytes)),
  ]);
}

function whole(name: string, content: Buffer): readonly Buffer[] {
  return [tarHeader(name, content.length), content, Buffer.alloc(paddingOf(content.length))];
}

function digestOf(bytes: Buffer): Digest {
  const digester = new Digester();
  digester.update(bytes);
  return digester.digest();
}

async function* after(first: Uint8Array, rest: Content): AsyncGenerator<Uint8Array> {
  yield first;
  yield* rest;
}
