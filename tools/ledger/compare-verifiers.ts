import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openingOf, parsePolicy, verifyExport, type EntryRow } from '#ledger';
import {
  checkpointOf,
  inChunks,
  keysOf,
  logOf,
  policyJson,
  sampleEntries,
  sampleExport,
} from '../../libs/ledger/test/sample-export.js';
import { archiveOf, membersOf } from '../../libs/ledger/test/tar.js';

/*
 * Holds our verifier against the second one, libs/ledger/test/verify.py, on good, forged and damaged exports: the two share no line
 * of code and must agree on every file. Needs python3, and fails without it; that is why it is a tool and not a test.
 *
 *   npm run build && node dist/tools/ledger/compare-verifiers.js [number of random mutations, 300]
 */

const MUTATIONS = Number(process.argv[2] ?? 300);
const second = path.resolve(import.meta.dirname.replace(/([/\\])dist[/\\]/, '$1'), '../../libs/ledger/test/verify.py');
const entries = sampleEntries(60);
const row = (change: (row: Extract<EntryRow, { leaf: string }>) => EntryRow) => (each: EntryRow, i: number) =>
  i === 4 && 'leaf' in each ? change(each) : each;

/** A name, the file, and what both must say of it. */
type Case = readonly [name: string, bytes: Buffer, good: boolean];

async function cases(): Promise<Case[]> {
  const whole = await sampleExport({ entries });
  const members = membersOf(whole);
  const good = await Promise.all([
    sampleExport({ entries, since: 7n }),
    sampleExport({ entries, since: 8n, shows: (i) => i % 3 === 0 }),
    sampleExport({ entries, since: 9n, start: 5, end: 33 }),
    sampleExport({ entries, start: 5, end: 5, shows: () => false }),
    sampleExport({ entries: sampleEntries(1) }),
    sampleExport({ entries: sampleEntries(300), shows: (i) => i % 7 !== 0 }),
  ]);
  const bad = await Promise.all([
    sampleExport({ entries, forgeErasures: () => [] }),
    sampleExport({ entries, forgeErasures: (rows) => [...rows, ...rows] }),
    sampleExport({ entries, forge: row((each) => ({ ...each, leaf: entries[5]!.leaf.toString() })) }),
    sampleExport({ entries, forge: row((each) => ({ ...each, open: {} })) }),
    sampleExport({ entries, forge: row((each) => ({ ...each, open: { ...each.open, reason: { erased: true } } })) }),
    sampleExport({
      entries,
      forge: row((each) => ({ ...each, open: { ...each.open, 'to.name': openingOf('Eve', Buffer.alloc(32)) } })),
    }),
    sampleExport({ entries: entries.filter((_each, i) => i !== 1) }),
    sampleExport({ entries: [...entries.slice(0, 2), entries[1]!, ...entries.slice(2)] }),
    sampleExport({ entries, workspace: 'other' }),
    sampleExport({ entries, signer: keysOf('handoff.example/exports', 'note', 1).signer }),
    sampleExport({ entries, checkpoint: await checkpointOf(logOf(entries), 30n) }),
  ]);
  return [
    ...[whole, ...good].map((bytes, i): Case => [`good-${i}`, bytes, true]),
    ...bad.map((bytes, i): Case => [`forged-${i}`, bytes, false]),
    ...members.map((_each, i): Case => [`without-${i}`, archiveOf(members.filter((_member, j) => j !== i)), false]),
    ['truncated', whole.subarray(0, -1), false],
    ['padded', Buffer.concat([whole, Buffer.alloc(512)]), false],
    ['empty', Buffer.alloc(0), false],
    ...mutations(whole),
  ];
}

/** One byte changed, at places that a fixed sequence chooses; half of them in the small parts at the head. */
function mutations(original: Buffer): Case[] {
  let state = 20261120;
  const random = (below: number) => (state = (state * 48271) % 2147483647) % below;
  return Array.from({ length: MUTATIONS }, (_, i): Case => {
    const changed = Buffer.from(original);
    changed[random(i % 2 === 0 ? 8192 : original.length)]! ^= 1 + random(255);
    return [`mutated-${i}`, changed, false];
  });
}

async function compare(directory: string): Promise<number> {
  const policyFile = path.join(directory, 'policy.json');
  writeFileSync(policyFile, JSON.stringify(policyJson));
  const all = await cases();
  for (const [name, bytes] of all) writeFileSync(path.join(directory, name), bytes);
  const theirs = new Map<string, string>();
  const python = spawnSync('python3', [second, policyFile, ...all.map(([name]) => path.join(directory, name))], {
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  });
  if (python.error || python.status !== 0) {
    console.error(`python3 could not be run: ${python.error?.message ?? python.stderr}`);
    return 2;
  }
  for (const line of python.stdout.trimEnd().split('\n')) {
    const [, answer, file] = /^(ok|no) ([^:]+)/.exec(line)!;
    theirs.set(path.basename(file!), answer!);
  }
  const policy = parsePolicy(JSON.stringify(policyJson));
  let wrong = 0;
  for (const [name, bytes, good] of all) {
    const { ok, reason } = await verifyExport(inChunks(bytes), policy);
    const other = theirs.get(name);
    if (ok === good && other === (good ? 'ok' : 'no')) continue;
    wrong += 1;
    console.error(
      `${name}: expected ${good ? 'ok' : 'no'}, ours ${ok ? 'ok' : `no (${reason!.code})`}, theirs ${other}`,
    );
  }
  console.log(
    `${all.length} exports, ${all.filter(([, , good]) => good).length} of them good: ${all.length - wrong} judged alike and rightly`,
  );
  return wrong === 0 ? 0 : 1;
}

const directory = mkdtempSync(path.join(tmpdir(), 'handoff-verifiers-'));
try {
  process.exitCode = await compare(directory);
} finally {
  rmSync(directory, { recursive: true });
}
