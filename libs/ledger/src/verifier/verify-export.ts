import { ArchiveReader } from '../export/archive-reader.js';
import { erasedSubject, readErasure } from '../export/erasure-row.js';
import { ExportError } from '../export/export-error.js';
import { parseManifest, type Manifest } from '../export/manifest.js';
import { parseProofs, type Proofs } from '../export/proofs-part.js';
import { openNote } from '../notes/signed-note.js';
import { checkExtends } from '../policy/extends.js';
import type { Policy } from '../policy/policy.js';
import { openCheckpoint, type TrustedCheckpoint } from '../policy/trusted-checkpoint.js';
import { verifyInclusion } from '../tree/verify-inclusion.js';
import { checkRange } from '../tree/verify-range.js';
import { EntryChecks } from './entry-checks.js';
import { judgeRows, type JudgedRows } from './judge-rows.js';
import { LineCutter } from './lines.js';
import { Parts } from './parts.js';
import { RowStream, type RowJudge } from './row-stream.js';
import { RowThreads } from './row-threads.js';
import { reasonOf, type Verdict } from './verdict.js';

/** What the auditor adds. */
export interface VerifyOptions {
  /** A signed checkpoint kept from earlier: the export's tree must extend it. */
  readonly since?: string | Uint8Array | undefined;
  /** Told how many bytes have been read. */
  readonly onProgress?: ((bytes: number) => void) | undefined;
  /** Lets other threads judge the rows of a large export; without it all is done in this one. */
  readonly threads?: Threads | undefined;
}

export interface Threads {
  /** The file that calls `serveRows` when it is started as a thread. */
  readonly program: URL;
  /** As many as the machine has cores unless said, eight at most. */
  readonly count?: number;
  /** Bytes of `entries.jsonl` from which they are worth their start; 8 MiB unless said. */
  readonly from?: number;
  /** Bytes of lines given to a thread at a time, about; 512 KiB unless said. */
  readonly batch?: number;
}

/** A manifest and a checkpoint are a page of text; the proofs are at most a few hundred hashes. */
const SMALL = 1 << 20;
const LARGE = 8 << 20;
/** Judges in this thread. */
const here: RowJudge = { atOnce: 0, judge: judgeRows };

/**
 * Verifies an export, read once from beginning to end: who signed it, as of which tree, that no entry of the range is missing, that
 * what is shown is what the leaves commit to. Trust comes from the policy alone. Never throws for what is in the file.
 */
export async function verifyExport(
  source: AsyncIterable<Uint8Array>,
  policy: Policy,
  { since, onProgress = () => {}, threads }: VerifyOptions = {},
): Promise<Verdict> {
  const archive = new ArchiveReader(source);
  const verification = new Verification(archive, policy, since, onProgress, threads);
  try {
    await verification.run();
    return verification.verdict(null);
  } catch (error) {
    return verification.verdict(reasonOf(error, verification.at));
  }
}

class Verification {
  /** What is being looked at, for the reason's sentence. */
  at = 'the archive';
  private checkpoint: TrustedCheckpoint | null = null;
  private checks: EntryChecks | null = null;
  private range: Manifest['range'] | null = null;
  private extended: bigint | null = null;
  private readonly erased = new Set<string>();

  constructor(
    private readonly archive: ArchiveReader,
    private readonly policy: Policy,
    private readonly since: string | Uint8Array | undefined,
    private readonly onProgress: (bytes: number) => void,
    private readonly threads: Threads | undefined,
  ) {}

  async run(): Promise<void> {
    const manifest = await this.manifest();
    const parts = new Parts(this.archive, manifest, this.onProgress);
    this.at = 'checkpoint';
    const checkpoint = openCheckpoint(await parts.small('checkpoint', SMALL), this.policy);
    if (checkpoint.origin !== manifest.origin || checkpoint.size !== manifest.size)
      throw new ExportError('bad_manifest', 'the checkpoint is of another log or size than the manifest says');
    this.checkpoint = checkpoint;
    this.at = 'proofs.json';
    const proofs = parseProofs((await parts.small('proofs.json', SMALL)).toString('utf8'));
    this.checkSince(manifest, checkpoint, proofs);
    this.at = 'erasures.jsonl';
    await this.erasures(parts, manifest, checkpoint);
    this.at = 'entries.jsonl';
    await this.entries(parts, manifest, checkpoint, proofs);
    this.at = 'the end of the archive';
    await this.archive.end();
  }

  verdict(reason: Verdict['reason']): Verdict {
    const { shown, withheld, openings, erased } = this.checks ?? { shown: 0, withheld: 0, openings: 0, erased: 0 };
    const counts = { entries: shown + withheld, shown, withheld, openings, erased };
    return {
      ok: reason === null,
      reason,
      counts: { ...counts, erasures: this.erased.size, bytes: this.archive.bytesRead },
      checkpoint: this.checkpoint,
      range: this.range,
      extends: this.extended,
    };
  }

  private async manifest(): Promise<Manifest> {
    const text = await this.archive.small('manifest.json', SMALL);
    const signature = await this.archive.small('manifest.sig', SMALL);
    this.at = 'manifest.json';
    const note = openNote(Buffer.concat([text, signature]), this.policy.exportKeys);
    // A further line would be bytes of the export that nothing covers.
    if (
      !Buffer.from(note.text).equals(text) ||
      note.signatures.length !== 1 ||
      signature.indexOf(0x0a, 1) !== signature.length - 1
    )
      throw new ExportError('bad_manifest', 'the manifest is signed once, by the key of exports');
    return parseManifest(note.text);
  }

  private checkSince({ since }: Manifest, newer: TrustedCheckpoint, { consistency }: Proofs): void {
    if ((since === undefined) !== (consistency === undefined))
      throw new ExportError('bad_proofs', 'the manifest and proofs.json disagree on a consistency proof');
    if (this.since === undefined) return;
    this.at = 'the held checkpoint';
    // Its witnesses were counted, if at all, when it was taken in; its log must still be one the policy knows.
    const older = openCheckpoint(this.since, { ...this.policy, quorum: 0 });
    const needsProof = older.origin === newer.origin && older.size > 0n && older.size < newer.size;
    if (needsProof && since !== older.size)
      throw new ExportError(
        'no_consistency_proof',
        `ask for an export since ${older.size}: this one leads from ${since ?? 'nowhere'}`,
      );
    checkExtends(older, newer, needsProof ? consistency! : []);
    this.extended = older.size;
  }

  private async erasures(parts: Parts, { workspace }: Manifest, { size, root }: TrustedCheckpoint): Promise<void> {
    const lines = new LineCutter((line) => {
      const { index, read, leafHash, proof } = readErasure(line);
      verifyInclusion({ leafHash, index, size, proof, root });
      const subject = erasedSubject(read);
      if (subject === undefined || read.workspace !== workspace || this.erased.has(subject))
        throw new ExportError(
          'bad_row',
          `leaf ${index} records no erasure of this workspace, or one that stands here already`,
        );
      this.erased.add(subject);
    });
    await parts.stream('erasures.jsonl', (chunk) => lines.push(chunk));
    lines.end();
  }

  private async entries(
    parts: Parts,
    manifest: Manifest,
    { size, root }: TrustedCheckpoint,
    proofs: Proofs,
  ): Promise<void> {
    const range = checkRange({ ...manifest.range, size, proof: proofs.range });
    const checks = new EntryChecks(manifest, range, this.erased);
    this.checks = checks;
    await this.rows(parts, manifest, checks);
    const csv = checks.renderedCsv();
    range.finish(root);
    this.range = manifest.range;
    this.at = 'the counts of the manifest';
    const { matched, withheld, erased, escapedCells } = manifest.counts;
    const found = [checks.shown, checks.withheld, checks.erased, checks.escapedCells].map(BigInt);
    if (![matched, withheld, erased, escapedCells].every((count, i) => count === found[i]))
      throw new ExportError('bad_counts', `the manifest counts otherwise than its rows (${found.join(', ')})`);
    this.at = 'entries.csv';
    const stated = manifest.parts.find(({ name }) => name === 'entries.csv')!;
    if (stated.sha256 !== csv.sha256 || stated.bytes !== csv.bytes)
      throw new ExportError('csv_differs', 'it is not what the entries give when rendered again');
    await parts.stream('entries.csv', () => {});
  }

  private async rows(parts: Parts, manifest: Manifest, checks: EntryChecks): Promise<void> {
    const { bytes } = manifest.parts.find(({ name }) => name === 'entries.jsonl')!;
    const threads =
      this.threads !== undefined && bytes >= BigInt(this.threads.from ?? LARGE)
        ? new RowThreads(this.threads.program, this.threads.count)
        : undefined;
    const { start } = manifest.range;
    const take = (found: JudgedRows) => checks.take(found);
    const rows = new RowStream(start, manifest.workspace, threads ?? here, take, this.threads?.batch);
    try {
      try {
        await parts.stream('entries.jsonl', (chunk) => rows.push(chunk));
      } finally {
        // What is wrong with an earlier row comes first.
        await rows.settle();
      }
      rows.end();
    } finally {
      await threads?.close();
    }
  }
}
