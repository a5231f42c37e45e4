import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { DatabaseRole } from '#access';
import type { SampleWorkspace } from './sample-workspace.js';

/**
 * What runs on a data folder now, for tools on the same machine: ports are chosen at each start. It holds passwords, so only its owner
 * may read it, and it is gone once everything has stopped.
 */
export interface Running {
  readonly pid: number;
  readonly url: string;
  readonly eventStoreUrl: string;
  readonly ownerUrl: string;
  readonly roleUrls: Readonly<Record<DatabaseRole, string>>;
  /** Whoever is in the sample workspace; their tokens are not repeated here. */
  readonly sample?: {
    readonly workspaceId: string;
    readonly people: readonly { readonly who: string; readonly role: string; readonly id: string }[];
  };
}

const fileOf = (root: string) => path.join(root, 'running.json');

/** Tells tools what runs; call what it returns when it stops. */
export async function writeRunningFile(
  root: string,
  { url, eventStoreUrl, ownerUrl, roleUrls }: Omit<Running, 'pid' | 'sample'>,
  sample: SampleWorkspace | undefined,
): Promise<() => Promise<void>> {
  const people = sample?.tokens.map(({ who, role, id }) => ({ who, role, id }));
  const running: Running = {
    pid: process.pid,
    url,
    eventStoreUrl,
    ownerUrl,
    roleUrls,
    ...(sample && people ? { sample: { workspaceId: sample.workspaceId, people } } : {}),
  };
  const draft = `${fileOf(root)}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(running, null, 2)}\n`, { mode: 0o600 });
  await rename(draft, fileOf(root));
  return () => rm(fileOf(root), { force: true });
}

/** What runs on the folder; undefined when nothing does, also where a start was killed and left its file behind. */
export async function readRunningFile(root: string): Promise<Running | undefined> {
  let text: string;
  try {
    text = await readFile(fileOf(root), 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
  const running = JSON.parse(text) as Running;
  return isAlive(running.pid) ? running : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is there, and somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
