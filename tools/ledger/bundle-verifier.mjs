#!/usr/bin/env node
// Makes dist/handoff-verify.mjs: the verifier as one readable file for auditors, who need nothing but a bare Node 20.12 or newer.
import { chmodSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

const root = path.resolve(import.meta.dirname, '..', '..');
const outfile = path.join(root, 'dist', 'handoff-verify.mjs');

const result = await build({
  entryPoints: [path.join(root, 'libs', 'ledger', 'src', 'handoff-verify.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.12',
  // Not minified: an auditor may want to read what judges.
  minify: false,
  charset: 'utf8',
  banner: { js: '#!/usr/bin/env node' },
  metafile: true,
  logLevel: 'warning',
});

// What is not in the file must come with Node itself.
const outside = Object.values(result.metafile.outputs).flatMap((output) => output.imports.map((each) => each.path));
const foreign = outside.filter((name) => !name.startsWith('node:'));
if (foreign.length > 0) {
  process.stderr.write(`The verifier must stand alone, but imports ${foreign.join(', ')}.\n`);
  process.exit(1);
}
chmodSync(outfile, 0o755);
process.stdout.write(`${path.relative(process.cwd(), outfile)}\n`);
