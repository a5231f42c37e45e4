import {
  EntryRenderer,
  addSignatures,
  commitTo,
  formatCheckpoint,
  generateKeys,
  hashLeaf,
  leafOf,
  openingOf,
  parseSignerKey,
  proveConsistency,
  proveInclusion,
  proveRange,
  rootAt,
  sha256,
  signNote,
  writeExport,
  type EntryRow,
  type ErasureRow,
  type Json,
  type LeafFacts,
  type Openings,
} from '../src/index.js';
import { MemoryLog } from './memory-log.js';

/** Keys that are the same in every run. */
export function keysOf(name: string, kind: 'note' | 'cosignature' = 'note', number = 0) {
  return generateKeys(name, kind, sha256(Buffer.from(`${name} ${kind} ${number}`)));
}

export const WORKSPACE = '5d1c9d0e-7a57-4b0e-9f2c-0d2f9f3b8a11';
export const ORIGIN = `handoff.example/ledger/${WORKSPACE}`;
export const logKeys = keysOf(ORIGIN);
export const witnessKeys = keysOf('witness.example/w1', 'cosignature');
export const exportKeys = keysOf('handoff.example/exports');
/** 2026-11-20T03:13:00Z */
export const WITNESSED_AT = 1_795_144_380n;

export const policyJson = {
  format: 'handoff-policy/1',
  logs: [{ origin: ORIGIN, keys: [logKeys.verifier] }],
  witnesses: { quorum: 1, keys: [witnessKeys.verifier] },
  exports: [exportKeys.verifier],
};

/** A leaf with what it commits to. */
export interface SampleEntry {
  readonly leaf: Buffer;
  readonly open: Openings;
}

/**
 * A believable history of `size` leaves: conversations are requested, claimed and returned; one contact in seven is erased at the end.
 * The texts try what texts can do to JSON, to CSV and to UTF-8.
 */
export function sampleEntries(size: number): SampleEntry[] {
  const texts = [
    '=HYPERLINK("http://x")',
    'müde, sagt er',
    '😀 "zitiert"',
    '\r\nzwei\nZeilen',
    '＝SUM(A1)',
    'schlicht',
    '\u0000',
  ];
  const erased = new Set<string>();
  const entries: SampleEntry[] = [];
  for (let i = 0; entries.length < size; i += 1) {
    const conversation = Math.floor(i / 3);
    const contact = `contact-${conversation % 11}`;
    const text = texts[i % texts.length]!;
    const gone = conversation % 11 === 3 || conversation % 11 === 7;
    if (gone) erased.add(contact);
    const type = ['HandoffRequested', 'Claimed', 'ReturnedToAI'][i % 3]!;
    entries.push(
      sampleEntry(
        {
          type,
          workspace: WORKSPACE,
          eventId: `event-${i}`,
          stream: `conversation-${conversation}`,
          rev: 2 * (i % 3) + 1,
          entry: (i % 3) + 1,
          at: new Date(Date.UTC(2026, 10, 20) + i * 1000).toISOString(),
          schema: 2,
          contact,
          handoff: { id: `handoff-${conversation}`, number: 1 },
          from: { kind: 'ai_agent', id: 'agent-1', name: 'Front line', version: 3 },
          to: { kind: 'member', id: `member-${i % 4}` },
          decidedBy: { kind: i % 2 === 0 ? 'customer' : 'member', id: `d-${i % 5}` },
          trigger: 'explicit_request',
          reasonCode: 'customer_request',
          details: { step: i % 9, retried: i % 2 === 0, epoch: i },
        },
        {
          reason: text,
          context: {
            summary: `${text} ${i}`,
            variables: i % 10 === 0 ? { '9': 'nine', '10': 'ten', plan: 'ä' } : { plan: 'ä' },
            score: (i % 100) / 7,
          },
          'to.name': ['Ada', 'Bülent', '陳', '@Zoë'][i % 4]!,
        },
        (path) => gone && path !== 'to.name',
      ),
    );
  }
  for (const contact of [...erased].slice(0, Math.max(0, size - 1))) {
    const at = '2026-11-21T00:00:00.000Z';
    const stream = `contact-${contact}`;
    const facts: LeafFacts = {
      type: 'ContactErased',
      workspace: WORKSPACE,
      eventId: `erasure-${contact}`,
      stream,
      rev: 4,
      entry: 1,
      at,
      schema: 1,
      contact,
    };
    entries.push(sampleEntry(facts, {}, () => false));
  }
  return entries;
}

/** Adds commitments, with salts made from their place, to the facts of a leaf. */
export function sampleEntry(
  facts: LeafFacts,
  personal: Record<string, Json>,
  gone: (path: string) => boolean,
): SampleEntry {
  const committed = structuredClone(facts) as unknown as Record<string, unknown>;
  const open: Record<string, Openings[string]> = {};
  for (const [path, value] of Object.entries(personal)) {
    const salt = sha256(Buffer.from(`${facts.eventId} ${path}`));
    const keys = path.split('.');
    const holder = keys.slice(0, -1).reduce((part, key) => part[key] as Record<string, unknown>, committed);
    holder[keys.at(-1)!] = { commit: commitTo(value, salt), bytes: Buffer.byteLength(JSON.stringify(value)) };
    open[path] = gone(path) ? { erased: true } : openingOf(value, salt);
  }
  return { leaf: leafOf(committed as unknown as LeafFacts), open };
}

/** The log of some entries. */
export function logOf(entries: readonly SampleEntry[]): MemoryLog {
  return new MemoryLog(entries.map(({ leaf }) => leaf));
}

/** A checkpoint of the log at `size`, signed by it and cosigned by the witness. */
export async function checkpointOf(log: MemoryLog, size = log.size, key = logKeys.signer): Promise<string> {
  const text = formatCheckpoint({ origin: ORIGIN, size, root: await rootAt(log, size) });
  return addSignatures(signNote(text, [parseSignerKey(key)]), [parseSignerKey(witnessKeys.signer, WITNESSED_AT)]);
}

export interface ExportChoices {
  readonly entries: readonly SampleEntry[];
  readonly start?: number;
  readonly end?: number;
  readonly since?: bigint;
  /** Which entries the filter shows. */
  readonly shows?: (index: number) => boolean;
  /** Changes a row after it was made: what a forger would do before rendering everything anew. */
  readonly forge?: (row: EntryRow, index: number) => EntryRow;
  /** As above, for the erasures. */
  readonly forgeErasures?: (rows: ErasureRow[]) => ErasureRow[];
  readonly checkpoint?: string;
  readonly workspace?: string;
  readonly signer?: string;
}

/** A whole export in memory, made the way the product makes it. */
export async function sampleExport(choices: ExportChoices): Promise<Buffer> {
  const { entries, start = 0, end = entries.length, shows = () => true, forge = (row) => row } = choices;
  const log = logOf(entries);
  const renderer = new EntryRenderer(BigInt(start));
  const rows = entries.slice(start, end).map(({ leaf, open }, i) => {
    const index = start + i;
    return forge(shows(index) ? { leaf: leaf.toString(), open } : { hash: hashLeaf(leaf) }, index);
  });
  const { jsonl, csv } = renderer.render(rows);
  const consistency = choices.since === undefined ? undefined : await proveConsistency(log, choices.since, log.size);
  const erasures = (choices.forgeErasures ?? ((rows) => rows))(await erasuresOf(log, entries));
  const archive = writeExport({
    workspace: choices.workspace ?? WORKSPACE,
    filter: { from: '2026-11-20T00:00:00.000Z' },
    requestedBy: { kind: 'member', id: 'member-auditor' },
    start: BigInt(start),
    ...(choices.since === undefined ? {} : { since: choices.since }),
    checkpoint: choices.checkpoint ?? (await checkpointOf(log)),
    proofs: { range: await proveRange(log, BigInt(start), BigInt(end), log.size), ...(consistency && { consistency }) },
    erasures,
    rendered: renderer.totals(),
    jsonl: [jsonl],
    csv: [csv],
    signer: parseSignerKey(choices.signer ?? exportKeys.signer),
  });
  const chunks: Uint8Array[] = [];
  for await (const chunk of archive) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function erasuresOf(log: MemoryLog, entries: readonly SampleEntry[]): Promise<ErasureRow[]> {
  const rows: ErasureRow[] = [];
  for (const [i, { leaf }] of entries.entries())
    if (leaf.includes('"ContactErased"'))
      rows.push({ index: BigInt(i), leaf, proof: await proveInclusion(log, BigInt(i), log.size) });
  return rows;
}

/** A file as a stream, in chunks of `size` bytes. */
export async function* inChunks(bytes: Uint8Array, size = 1 << 16): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
