import { open, rename } from 'node:fs/promises';

/** Puts a text in the place of a file, whole or not at all, for its owner alone; it is on the disk when this resolves. */
export async function replaceFile(file: string, text: string): Promise<void> {
  const handle = await open(`${file}.new`, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${file}.new`, file);
}
