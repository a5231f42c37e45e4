import { parsePolicy, type Policy } from '../policy/policy.js';
import { verifyReceipt } from '../policy/receipt.js';
import { reasonOf, type Verdict } from './verdict.js';
import { verifyExport, type Threads } from './verify-export.js';

/** What the command needs of the machine, so that it runs the same in `handoffctl verify` and in the auditors' single file. */
export interface AuditorMachine {
  /** The bytes of a file, from its beginning. */
  open(path: string): AsyncIterable<Uint8Array>;
  /** A whole small file. */
  read(path: string): Promise<Uint8Array>;
  /** Bytes of a file. */
  size(path: string): Promise<number>;
  /** Prints a line of the answer. */
  say(line: string): void;
  /** Shows how far it is. */
  progress(done: number, total: number): void;
  /** Where other threads may be had for large files. */
  readonly threads?: Threads;
}

/** 0: it is true. 1: it is not, and the answer says why. 2: it could not be judged (arguments, a missing file, a bad policy). */
export type ExitCode = 0 | 1 | 2;

export const USAGE = `verify FILE --policy POLICY.json [--since OLD_CHECKPOINT]
  FILE    an export (.tar) or a receipt (.tlog-proof)
  POLICY  whom you believe: keys you were given apart from the export
  OLD     a checkpoint you kept: the log must still hold everything it held then`;

const RECEIPT = 'c2sp.org/tlog-proof@v1\n';

/** Runs the verifier. Never throws. */
export async function verifyCommand(args: readonly string[], machine: AuditorMachine): Promise<ExitCode> {
  if (args.length === 1 && ['--help', '-h'].includes(args[0]!)) {
    machine.say(USAGE);
    return 0;
  }
  const parsed = parseArguments(args);
  if (parsed === undefined) {
    machine.say(USAGE);
    return 2;
  }
  const { file, policy: policyFile, since } = parsed;
  const say = (line: string) => machine.say(printable(line));
  try {
    const policy = parsePolicy(await readable(policyFile, machine.read(policyFile)));
    const held = since === undefined ? undefined : await readable(since, machine.read(since));
    const total = await readable(file, machine.size(file));
    if (await readable(file, isReceipt(machine.open(file))))
      return checkReceipt(await readable(file, machine.read(file)), policy, say);
    const onProgress = (done: number) => machine.progress(done, total);
    const verdict = await verifyExport(machine.open(file), policy, {
      ...{ since: held, onProgress, threads: machine.threads },
    });
    for (const line of linesOf(verdict)) say(line);
    return verdict.ok ? 0 : 1;
  } catch (error) {
    say(`NOT JUDGED  ${error instanceof Error ? error.message : String(error)}`);
    return 2;
  }
}

/** Why a file cannot be read, in words; of the rest the system's own sentence does. */
const unreadable = new Map([
  ['ENOENT', 'there is no such file'],
  ['EISDIR', 'it is a folder'],
  ['EACCES', 'you may not read it'],
]);

async function readable<T>(path: string, reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    const why = unreadable.get(String((error as { readonly code?: unknown }).code));
    throw why === undefined ? error : new Error(`${path} cannot be read: ${why}`);
  }
}

function parseArguments(args: readonly string[]): { file: string; policy: string; since?: string } | undefined {
  const values = new Map<string, string>();
  for (let i = 0; i < args.length; i += 1) {
    const option = args[i]!.startsWith('--') ? args[i]! : 'file';
    const value = option === 'file' ? args[i]! : args[(i += 1)];
    if (!['file', '--policy', '--since'].includes(option) || value === undefined || values.has(option))
      return undefined;
    values.set(option, value);
  }
  const [file, policy, since] = [values.get('file'), values.get('--policy'), values.get('--since')];
  if (file === undefined || policy === undefined) return undefined;
  return { file, policy, ...(since === undefined ? {} : { since }) };
}

async function isReceipt(source: AsyncIterable<Uint8Array>): Promise<boolean> {
  let head = '';
  for await (const chunk of source) {
    head += Buffer.from(chunk.subarray(0, RECEIPT.length)).toString('latin1');
    if (head.length >= RECEIPT.length) break;
  }
  return head.startsWith(RECEIPT);
}

function checkReceipt(bytes: Uint8Array, policy: Policy, say: (line: string) => void): ExitCode {
  try {
    const { index, leaf, checkpoint } = verifyReceipt(bytes, policy);
    say(`VERIFIED  leaf ${index} is in ${checkpoint.origin}, ${checkpoint.size} leaves`);
    say(`  ${leaf.toString('utf8')}`);
    return 0;
  } catch (error) {
    const { code, detail } = reasonOf(error, 'the receipt');
    say(`FAILED  ${code}  ${detail}`);
    return 1;
  }
}

/** Control characters, line and direction marks: whoever made the file must not write the answer on the auditor's screen. */
const unprintable = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

function printable(line: string): string {
  return line.replace(unprintable, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The verdict for people: what was checked, in counts. */
export function linesOf({ ok, reason, counts, checkpoint, range, extends: extended }: Verdict): string[] {
  const lines = [ok ? 'VERIFIED' : `FAILED  ${reason!.code}  ${reason!.detail}`];
  if (checkpoint !== null) {
    const seen = checkpoint.witnesses.map(({ name, at }) => `${name} at ${dateOf(at)}`);
    lines.push(`  tree        ${checkpoint.origin}, ${checkpoint.size} leaves`);
    lines.push(
      `  witnessed   ${seen.length === 0 ? 'by nobody: only the operator vouches for this tree' : seen.join(', ')}`,
    );
  }
  if (range !== null) lines.push(`  complete    every entry from ${range.start} up to, not including, ${range.end}`);
  lines.push(`  entries     ${counts.entries}: ${counts.shown} shown, ${counts.withheld} withheld as hashes`);
  lines.push(
    `  openings    ${counts.openings} true; ${counts.erased} entries with erased data, ${counts.erasures} erasures on record`,
  );
  lines.push(
    `  history     ${extended === null ? 'not compared: give --since with a checkpoint you kept' : `extends your checkpoint of ${extended} leaves`}`,
  );
  lines.push(`  read        ${counts.bytes} bytes`);
  return lines;
}

/** A witness may say any time: the last of JavaScript's dates is 8.64e12 s after 1970 (ECMA-262, "Time Values and Time Range"). */
function dateOf(seconds: bigint): string {
  return seconds > 8_640_000_000_000n ? `${seconds} s since 1970` : new Date(Number(seconds) * 1000).toISOString();
}
