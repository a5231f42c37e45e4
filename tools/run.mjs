#!/usr/bin/env node
// The door of every script: runs on any Node 20 or newer, installs and builds what is missing, then goes on under the
// project's own Node (a dev dependency), so that a fresh machine needs nothing but Node and npm.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import path from 'node:path';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const bin = (name) => path.join(root, 'node_modules', '.bin', name);
const projectNode = path.join(root, 'node_modules', 'node', 'bin', 'node');
const jest = ['--experimental-vm-modules', '--no-warnings', path.join(root, 'node_modules', 'jest', 'bin', 'jest.js')];

/** What each script runs, after install and build. Arrays are programs under the project's Node. */
const scripts = {
  start: [['dist/apps/standalone/src/main.js']],
  demo: [['dist/tools/demo/main.js']],
  eventstore: [['dist/tools/eventstore/main.js']],
  kafka: [['dist/tools/kafka/main.js']],
  handoffctl: [['dist/tools/handoffctl/main.js']],
  bench: [['dist/test/bench/main.js']],
  capabilities: [['dist/tools/capabilities/main.js']],
  test: [jest],
  'test:faults': [['dist/test/faults/main.js']],
  'test:browser': [[...jest, '--config', 'test/browser/jest.config.mjs', '--runInBand']],
  'test:kafka': [[...jest, '--config', 'test/kafka/jest.config.mjs', '--runInBand']],
  'test:tamper': [['dist/test/tamper/main.js']],
  check: [
    ['node_modules/prettier/bin/prettier.cjs', '--check', '.', '--log-level', 'warn'],
    ['node_modules/eslint/bin/eslint.js', '.', '--max-warnings', '0'],
    ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json', '--noEmit'],
    [
      'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
      '--config',
      'tools/dependency-rules/rules.cjs',
      'apps',
      'libs',
      'tools',
      'test',
    ],
    jest,
  ],
};

function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

function step(title, command, args) {
  process.stderr.write(`${title} …\n`);
  const result = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });
  if (result.error) fail(`${title}: ${result.error.message}`);
  if (result.status !== 0) {
    process.stderr.write(result.stdout + result.stderr);
    fail(`${title} failed with exit code ${result.status}; the lines above say why.`);
  }
}

/** Runs `npm ci` once per lock file: the stamp holds the hash of the lock file that node_modules was made from. */
function install() {
  const stamp = path.join(root, 'node_modules', '.handoff-lock');
  const lock = createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  step('Installing packages (once)', 'npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error']);
  writeFileSync(stamp, lock);
}

/** The compiler builds incrementally; with nothing changed it costs about as much as reading the sources. */
function build() {
  const sources = newestSource();
  const stamp = path.join(root, 'dist', '.built');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === sources) return;
  step('Building', node(), ['node_modules/@nestjs/cli/bin/nest.js', 'build']);
  step('Bundling the verifier for auditors', node(), ['tools/ledger/bundle-verifier.mjs']);
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, sources);
}

/** A number that changes whenever a source is edited, added or removed. */
function newestSource() {
  let newest = 0;
  let count = 0;
  const visit = (entry) => {
    const stat = statSync(entry);
    if (stat.isDirectory()) {
      for (const name of readdirSync(entry)) if (name !== 'node_modules') visit(path.join(entry, name));
    } else if (/\.(ts|json|mjs|css|html)$/.test(entry)) {
      newest = Math.max(newest, stat.mtimeMs);
      count += 1;
    }
  };
  for (const name of ['apps', 'libs', 'tools', 'test', 'tsconfig.json', 'tsconfig.build.json', 'package.json'])
    if (existsSync(path.join(root, name))) visit(path.join(root, name));
  return `${newest}/${count}`;
}

/** The project's Node; npm leaves it out when install scripts are switched off, and then the caller's must be new enough. */
function node() {
  if (existsSync(projectNode)) return projectNode;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  fail(
    `This needs Node 24; the project's own copy is missing because npm ran with scripts switched off. ` +
      `Run "npm ci --ignore-scripts=false", or use Node 24 (this is ${process.version}).`,
  );
}

/** Signals go to the child alone: it stops its own parts in order, and its exit code becomes ours. */
function run(args) {
  return new Promise((resolve) => {
    const child = spawn(node(), args, {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, HANDOFF_CALLER_DIR: process.cwd() },
    });
    const forward = (signal) => child.kill(signal);
    for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, forward);
    // A Ctrl-C in a terminal reaches the whole foreground group, the child included: only wait for it here.
    process.on('SIGINT', () => {});
    child.on('exit', (code, signal) => resolve(code ?? 128 + (constants.signals[signal] ?? 0)));
  });
}

const [name, ...rest] = process.argv.slice(2);
const programs = scripts[name];
if (!programs) fail(`Unknown script "${name}". There are: ${Object.keys(scripts).join(', ')}.`);
if (Number(process.versions.node.split('.')[0]) < 20) fail(`Node 20 or newer is needed; this is ${process.version}.`);

install();
build();
for (const [i, program] of programs.entries()) {
  const code = await run([...program, ...(i === programs.length - 1 ? rest : [])]);
  if (code !== 0) process.exit(code);
}
