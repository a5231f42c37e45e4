import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { isMainThread } from 'node:worker_threads';
import { serveRows } from './verifier/row-threads.js';
import { verifyCommand, type AuditorMachine } from './verifier/verify-command.js';

const answer: string[] = [];

/** The auditors' program: bundled into the one file `dist/handoff-verify.mjs`, it needs a bare Node and nothing else. */
const machine: AuditorMachine = {
  open: (path) => createReadStream(path, { highWaterMark: 256 << 10 }),
  read: (path) => readFile(path),
  size: async (path) => (await stat(path)).size,
  say: (line) => answer.push(line),
  progress,
  // The file starts itself, being all there is.
  threads: { program: new URL(import.meta.url) },
};

let shown = -1;

/** A bar on terminals only, and only for files that take a moment. */
function progress(done: number, total: number): void {
  const percent = total === 0 ? 100 : Math.floor((100 * done) / total);
  if (!process.stderr.isTTY || total < 64 << 20 || percent === shown) return;
  shown = percent;
  const bar = '#'.repeat(Math.floor(percent / 4)).padEnd(25, '.');
  process.stderr.write(percent === 100 ? '\r\u001b[K' : `\r[${bar}] ${percent} %`);
}

async function verify(): Promise<void> {
  // Written at once, and a reader that hangs up (head) does not change the verdict.
  process.stdout.on('error', () => {});
  const args = process.argv.slice(2);
  process.exitCode = await verifyCommand(args[0] === 'verify' ? args.slice(1) : args, machine);
  process.stdout.write(`${answer.join('\n')}\n`);
}

if (isMainThread) await verify();
else serveRows();
