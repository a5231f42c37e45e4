import { randomBytes } from 'node:crypto';
import { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { withWorkspace } from '#access';
import { parseSignerKey } from '#ledger';
import { KeyStore, WorkspaceKeys, parseMasterKey, type KeyOf } from '#personal-data';
import { Cursors, exportKeys, exportThreadProgram, findCheckpoint, renderExport, type Reader } from '#read-models';
import { workspaceId } from '../views/histories.js';

/** What the process is told: where the rows are, and where the export goes. */
export interface RenderTask {
  readonly apiUrl: string;
  readonly keysUrl: string;
  readonly masterKey: string;
  readonly logName: string;
  readonly seed: string;
  readonly file: string;
}

/** What it answers. Bytes of memory: the process's own, before the export, at its largest, and at its largest in the first tenth. */
export interface Rendering {
  readonly entries: number;
  readonly seconds: number;
  readonly bytes: number;
  readonly before: number;
  readonly peak: number;
  readonly early: number;
}

/* One export in a process of its own, so that its memory is its own. */
process.once('message', (task: RenderTask) => {
  void render(task).then((rendering) => process.send!(rendering, () => process.disconnect()));
});

async function render({ apiUrl, keysUrl, masterKey, logName, seed, file }: RenderTask): Promise<Rendering> {
  const api = await new DataSource({ type: 'postgres', url: apiUrl, poolSize: 4 }).initialize();
  const pool = new Pool({ connectionString: keysUrl, max: 4 });
  const store = new KeyStore(pool, new WorkspaceKeys(pool, parseMasterKey(masterKey)));
  const keys = { findKeys: (subjects: readonly KeyOf[]) => store.findKeysInPassing(subjects) };
  const cursors = new Cursors(randomBytes(32));
  const read = <T>(work: (reader: Reader) => Promise<T>) =>
    withWorkspace(api, workspaceId, (manager) => work({ manager, workspaceId, cursors }));
  const checkpoint = (await read((reader) => findCheckpoint(reader)))!;
  const order = {
    ...{ workspaceId, filter: {}, size: checkpoint.size, since: null, checkpoint: checkpoint.note },
    requestedBy: { kind: 'member', id: 'paul' },
  };
  const before = process.memoryUsage.rss();
  let peak = before;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 20);
  let early: number | undefined;
  const onProgress = (done: bigint, total: bigint) => {
    if (done * 10n >= total) early ??= peak;
  };
  const start = performance.now();
  const { bytes } = await renderExport(file, order, {
    ...{ read, keys, threads: { connectionString: apiUrl, program: exportThreadProgram } },
    signer: parseSignerKey(exportKeys(logName, seed).signer),
    onProgress,
  });
  const seconds = (performance.now() - start) / 1_000;
  clearInterval(watch);
  await Promise.all([api.destroy(), pool.end()]);
  return { entries: Number(checkpoint.size), seconds, bytes: Number(bytes), before, peak, early: early ?? peak };
}
