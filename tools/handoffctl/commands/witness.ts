import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import {
  Untrusted,
  addSignatures,
  checkExtends,
  generateKeys,
  isKeyName,
  openNote,
  parseCheckpoint,
  parseSignerKey,
  type Checkpoint,
} from '#ledger';
import { Failure } from '../failure.js';
import { fromCaller } from '../from-caller.js';

interface WitnessOptions {
  readonly url: string;
  readonly token: string;
  readonly key: string;
  readonly folder: string;
  readonly name: string;
}

export function registerWitness(program: Command): void {
  program
    .command('witness')
    .description('see a ledger from outside: check that it only grows, keep the largest checkpoint, cosign it')
    .requiredOption('--url <url>', 'where the API is')
    .requiredOption('--token <token>', 'a token of an auditor')
    .requiredOption('--key <key>', "the log's public key, given to you apart from the server")
    .requiredOption(
      '--folder <dir>',
      'where the witness keeps its own key and what it saw; never on the operator’s machine',
    )
    .option('--name <name>', 'what the witness is called', 'witness.example/w1')
    .addHelpText(
      'after',
      '\nRun it every few minutes. Exit code 1 and a line that begins with ALARM: two histories exist.',
    )
    .action(witness);
}

/** One look. What was seen is kept before it is cosigned. @throws Failure, also with the alarm */
async function witness({ url, token, key, folder: given, name }: WitnessOptions): Promise<void> {
  if (!isKeyName(name)) throw new Failure('--name takes a name without spaces and plus signs.');
  const folder = fromCaller(given);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const call = caller(url, token);
  const note = await (await call('v1/ledger/checkpoint')).text();
  const seen = opened(note, key);
  const kept = await readOr(path.join(folder, 'checkpoint'));
  if (kept !== undefined) await mustExtend(opened(kept, key), seen, call);
  await replace(path.join(folder, 'checkpoint'), note);
  const { signer, verifier } = await ownKey(folder, name);
  const at = BigInt(Math.floor(Date.now() / 1_000));
  const cosigned = addSignatures(note, [parseSignerKey(signer, at)]);
  await call('v1/ledger/cosignatures', { note: cosigned, key: verifier });
  console.log(
    `${seen.origin}: ${seen.size} leaves${kept === undefined ? ', seen for the first time' : ', nothing lost'}; cosigned.`,
  );
  console.log(`Public key of this witness: ${verifier}`);
}

async function mustExtend(before: Checkpoint, now: Checkpoint, call: ReturnType<typeof caller>): Promise<void> {
  try {
    const proof =
      before.size < now.size
        ? ((await (await call(`v1/ledger/consistency?from=${before.size}&to=${now.size}`)).json()) as {
            proof: string[];
          })
        : { proof: [] };
    checkExtends(
      before,
      now,
      proof.proof.map((hash) => Buffer.from(hash, 'base64')),
    );
  } catch (error) {
    if (error instanceof Untrusted)
      throw new Failure(`ALARM  ${error.code}: ${error.message}. Both checkpoints are evidence: keep them.`);
    throw error;
  }
}

function opened(note: string, key: string): Checkpoint {
  try {
    return parseCheckpoint(openNote(note, [key]).text);
  } catch (error) {
    throw new Failure(`ALARM  the checkpoint is not signed by the key you were given: ${(error as Error).message}.`);
  }
}

function caller(url: string, token: string) {
  return async (route: string, body?: object): Promise<Response> => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const answer = await fetch(new URL(route, url.endsWith('/') ? url : `${url}/`), {
      headers,
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    }).catch((error: unknown) => {
      throw new Failure(`${url} does not answer (${(error as Error).message}).`);
    });
    if (!answer.ok) throw new Failure(`${route} was refused: ${answer.status} ${(await answer.text()).slice(0, 300)}`);
    return answer;
  };
}

/** The witness's own key, made at its first look. */
async function ownKey(folder: string, name: string): Promise<{ readonly signer: string; readonly verifier: string }> {
  const file = path.join(folder, 'key');
  const known = await readOr(file);
  if (known !== undefined) {
    const signer = known.trim();
    return { signer, verifier: parseSignerKey(signer, 0n).verifier.text };
  }
  const made = generateKeys(name, 'cosignature');
  await writeFile(file, `${made.signer}\n`, { mode: 0o600, flag: 'wx' });
  return made;
}

async function replace(file: string, text: string): Promise<void> {
  await writeFile(`${file}.new`, text, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

async function readOr(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
