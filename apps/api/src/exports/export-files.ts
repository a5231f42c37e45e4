import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { ErasureNotSigned, renderExport, type ExportRow, type RenderedExport } from '#read-models';
import type { NoteSigner } from '#ledger';
import type { ExportThreads, Reader, RenderParts } from '#read-models';

export interface ExportFilesParts {
  readonly folder: string;
  readonly keys: RenderParts['keys'];
  /** Where large exports are read and rendered: not in the thread that answers requests, and in memory that is bounded. */
  readonly threads: ExportThreads;
  /** The key of exports; without one none is made here. */
  readonly signer: NoteSigner | undefined;
  readonly read: <T>(workspaceId: string, work: (reader: Reader) => Promise<T>) => Promise<T>;
}

/** The order of an export, as the view tells it. */
export type Ordered = Pick<
  ExportRow,
  'exportId' | 'filter' | 'size' | 'since' | 'checkpoint' | 'requestedByKind' | 'requestedById'
>;

const sweepMs = 5_000;
/** How long an export waits for the tree that holds an erasure. */
const patienceMs = 60_000;

/** `{exportId}.{erasures it knows of}.tar`, and behind that what belongs to one that is not whole yet. */
const named = /^([^.]+)\.(\d+)\.tar(\..+)?$/;

/**
 * Finished exports in a folder of this process: a cache, since each can be made anew at any time. A file's name says how many erasures
 * it knows of; one that knows of fewer than there are is destroyed, within seconds or when it is asked for, and made anew. Parts of one
 * that was interrupted stay, and the next attempt goes on from them.
 */
export class ExportFiles {
  private readonly making = new Map<string, Promise<string>>();
  private readonly stopping = new AbortController();
  private readonly sweeping: NodeJS.Timeout;
  private readonly logger = new Logger('exports');

  constructor(private readonly parts: ExportFilesParts) {
    this.sweeping = setInterval(() => {
      this.sweep().catch((error: unknown) => {
        if (!this.stopping.signal.aborted) this.logger.warn(`sweep: ${nameOf(error)}`);
      });
    }, sweepMs).unref();
  }

  /** Reads a workspace in one short transaction. */
  get read(): ExportFilesParts['read'] {
    return this.parts.read;
  }

  get canMake(): boolean {
    return this.parts.signer !== undefined;
  }

  /** The export's file, made if it is not there, once for all who wait. `onMade` is told when it had to be. */
  file(
    workspaceId: string,
    order: Ordered,
    onMade: (made: RenderedExport) => Promise<void> = () => Promise.resolve(),
  ): Promise<string> {
    const { exportId } = order;
    const running = this.making.get(exportId);
    if (running !== undefined) return running;
    const file = this.find(workspaceId, order, onMade).finally(() => this.making.delete(exportId));
    this.making.set(exportId, file);
    return file;
  }

  private async find(
    workspaceId: string,
    order: Ordered,
    onMade: (made: RenderedExport) => Promise<void>,
  ): Promise<string> {
    const folder = path.join(this.parts.folder, workspaceId);
    await this.sweepWorkspace(workspaceId);
    const file = path.join(folder, `${order.exportId}.${await this.erasures(workspaceId)}.tar`);
    if (!(await names(folder)).includes(path.basename(file))) await onMade(await this.make(file, workspaceId, order));
    return file;
  }

  /** The entity tag of a file (RFC 9110 section 8.8.3): what is made anew under the same name has the same bytes. */
  tagOf(file: string): string {
    return `"${path.basename(file, '.tar')}.${this.parts.signer?.keyId.toString(16) ?? ''}"`;
  }

  /** Ends what is being made; what there is of it stays, for the next start. */
  async stop(): Promise<void> {
    clearInterval(this.sweeping);
    this.stopping.abort();
    await Promise.allSettled(this.making.values());
  }

  /** Destroys what shows somebody who was erased since. */
  async sweep(): Promise<void> {
    for (const workspaceId of await names(this.parts.folder))
      if (!this.stopping.signal.aborted) await this.sweepWorkspace(workspaceId);
  }

  private async sweepWorkspace(workspaceId: string): Promise<void> {
    const folder = path.join(this.parts.folder, workspaceId);
    const files = (await names(folder)).flatMap((name) => {
      const [, exportId, knows, part] = named.exec(name) ?? [];
      // What is being made ends under its old name, and goes then.
      return exportId === undefined || (part !== undefined && this.making.has(exportId)) ? [] : [{ name, knows }];
    });
    if (files.length === 0) return;
    const erasures = String(await this.erasures(workspaceId));
    for (const { name, knows } of files) if (knows !== erasures) await rm(path.join(folder, name), { force: true });
  }

  /** Exports whose making was cut off, and that nobody goes on with yet. */
  async interrupted(): Promise<readonly { readonly workspaceId: string; readonly exportId: string }[]> {
    const found = [];
    for (const workspaceId of await names(this.parts.folder))
      for (const name of await names(path.join(this.parts.folder, workspaceId))) {
        const [, exportId, , part] = named.exec(name) ?? [];
        if (exportId !== undefined && part === '.progress.part' && !this.making.has(exportId))
          found.push({ workspaceId, exportId });
      }
    return found;
  }

  private async make(file: string, workspaceId: string, order: Ordered): Promise<RenderedExport> {
    const { keys, threads, signer, read } = this.parts;
    if (signer === undefined) throw new Error('no key of exports was given');
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    const given = {
      workspaceId,
      filter: order.filter,
      size: BigInt(order.size),
      since: order.since === null ? null : BigInt(order.since),
      checkpoint: order.checkpoint,
      requestedBy: { kind: order.requestedByKind, id: order.requestedById },
    };
    const { signal } = this.stopping;
    const parts = {
      keys,
      threads,
      signer,
      signal,
      read: <T>(work: (reader: Reader) => Promise<T>) => read(workspaceId, work),
    };
    for (const until = Date.now() + patienceMs; ;)
      try {
        return await renderExport(file, given, parts);
      } catch (error) {
        if (!(error instanceof ErasureNotSigned) || Date.now() > until) throw error;
        await pause(500, undefined, { signal });
      }
  }

  private erasures(workspaceId: string): Promise<number> {
    return this.parts.read(workspaceId, async ({ manager }) => {
      const [row] = await manager.query<{ count: number }[]>(
        `select count(*)::integer as count from views.audit_log where type = 'ContactErased'`,
      );
      return row!.count;
    });
  }
}

async function names(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Never the message, which might repeat a value. */
export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}
