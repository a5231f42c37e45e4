import path from 'node:path';

/** A path as the caller means it: npm runs us in the project's folder, wherever the caller stands. */
export function fromCaller(file: string): string {
  return path.resolve(process.env.HANDOFF_CALLER_DIR ?? process.cwd(), file);
}
