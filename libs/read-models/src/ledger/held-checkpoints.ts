import { mkdir, open, readFile, rename } from 'node:fs/promises';
import path from 'node:path';

/** What the signer signed last, kept apart from the database, so that a database set back cannot make it sign a second history. */
export interface HeldCheckpoints {
  /** The newest signed checkpoint of the workspace; undefined before the first. */
  read(workspaceId: string): Promise<string | undefined>;
  /** Durable when it resolves. */
  keep(workspaceId: string, note: string): Promise<void>;
}

/** One file per workspace in a folder, replaced as a whole. */
export function heldInFolder(folder: string): HeldCheckpoints {
  const file = (workspaceId: string) => path.join(folder, `${workspaceId}.checkpoint`);
  return {
    async read(workspaceId) {
      try {
        return await readFile(file(workspaceId), 'utf8');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
    },
    async keep(workspaceId, note) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const fresh = `${file(workspaceId)}.new`;
      const handle = await open(fresh, 'w', 0o600);
      try {
        await handle.writeFile(note);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(fresh, file(workspaceId));
    },
  };
}

/** For as long as the process lives. */
export function heldInMemory(): HeldCheckpoints {
  const notes = new Map<string, string>();
  return {
    read: (workspaceId) => Promise.resolve(notes.get(workspaceId)),
    keep: (workspaceId, note) => Promise.resolve(void notes.set(workspaceId, note)),
  };
}
