import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  NoteError,
  Untrusted,
  addSignatures,
  checkExtends,
  generateKeys,
  isKeyName,
  openNote,
  parseCheckpoint,
  parseSignerKey,
  parseVerifierKey,
  type Checkpoint,
  type NoteVerifier,
} from '#ledger';
import { Failure } from './failure.js';
import { replaceFile } from './replace-file.js';

export interface Look {
  /** Where the API is, and a token of an auditor. */
  readonly url: string;
  readonly token: string;
  /** The log's public keys, given apart from the server; more than one while they change. */
  readonly keys: readonly string[];
  /** Where the witness keeps its own key and what it saw. */
  readonly folder: string;
  /** What the witness is called, when it makes its key. */
  readonly name: string;
  /** Seconds since 1970. */
  readonly now: bigint;
}

/** What was seen, and cosigned. */
export interface Seen {
  readonly checkpoint: Checkpoint;
  /** Size of the one that was kept from the look before. */
  readonly before: bigint | undefined;
  /** The witness's public key. */
  readonly key: string;
}

/**
 * One look at a ledger from outside. The server is not believed: what it shows must extend what was seen before, and is kept before it is
 * cosigned.
 * @throws Failure; its sentence begins with ALARM where the server contradicts itself
 */
export async function lookAtLedger({ url, token, keys, folder, name, now }: Look): Promise<Seen> {
  if (!isKeyName(name)) throw new Failure('--name takes a name without spaces and plus signs.');
  const known = keys.map(verifierOf);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const ask = asking(url, token);
  const note = await (await ask('v1/ledger/checkpoint')).text();
  const seen = opened(note, known, 'the checkpoint');
  const file = path.join(folder, 'checkpoint');
  const kept = await readOr(file);
  const before = kept === undefined ? undefined : opened(kept, known, 'the checkpoint kept from before');
  if (before !== undefined)
    await mustExtend(before, seen, ask).catch(async (error: unknown) => {
      if (!(error instanceof Untrusted)) throw error;
      const other = path.join(folder, `contradiction-${seen.size}-${seen.root.toString('hex').slice(0, 16)}`);
      await replaceFile(other, note);
      throw new Failure(
        `ALARM  ${error.code}: ${error.message}. Both checkpoints are evidence: keep ${file} and ${other}.`,
      );
    });
  await replaceFile(file, note);
  const { signer, verifier } = await ownKey(folder, name);
  await ask('v1/ledger/cosignatures', { note: addSignatures(note, [parseSignerKey(signer, now)]), key: verifier });
  return { checkpoint: seen, before: before?.size, key: verifier };
}

function verifierOf(key: string): NoteVerifier {
  try {
    return parseVerifierKey(key);
  } catch (error) {
    if (error instanceof NoteError) throw new Failure(`--key takes a public key as text: ${error.message}.`);
    throw error;
  }
}

function opened(note: string, keys: readonly NoteVerifier[], what: string): Checkpoint {
  try {
    return parseCheckpoint(openNote(note, keys).text);
  } catch (error) {
    if (!(error instanceof NoteError)) throw error;
    throw new Failure(`ALARM  ${error.code}: ${what} is not signed by a key that was given: ${error.message}.`);
  }
}

type Ask = (route: string, body?: object) => Promise<Response>;

/** What the server answers where it says that there is no such tree, which it has signed. */
const denied = [404, 422];

/** @throws Untrusted where two checkpoints that were signed contradict each other, or the newer one is not stood by */
async function mustExtend(before: Checkpoint, now: Checkpoint, ask: Ask): Promise<void> {
  // Whatever grew, grew out of the empty tree.
  if (before.size === 0n) return;
  if (before.size >= now.size || before.origin !== now.origin) return checkExtends(before, now, []);
  const answer = await ask(`v1/ledger/consistency?from=${before.size}&to=${now.size}`).catch((error: unknown) => {
    if (!(error instanceof Refused) || !denied.includes(error.status)) throw error;
    const sentence = `the server signed ${now.size} leaves, and does not prove that they contain the ${before.size} it signed before`;
    throw new Untrusted('not_an_extension', sentence);
  });
  checkExtends(before, now, await proofOf(answer));
}

/** The server was reached and would not. */
class Refused extends Failure {
  constructor(
    readonly status: number,
    sentence: string,
  ) {
    super(sentence);
  }
}

/** The hashes of a proof. What are none proves nothing, which `checkExtends` says. */
async function proofOf(answer: Response): Promise<Buffer[]> {
  const told = (await answer.json().catch(() => null)) as { readonly proof?: unknown } | null;
  const hashes: readonly unknown[] = Array.isArray(told?.proof) ? told.proof : [];
  return hashes.map((hash) => Buffer.from(String(hash), 'base64'));
}

function asking(url: string, token: string): Ask {
  return async (route, body) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const answer = await fetch(new URL(route, url.endsWith('/') ? url : `${url}/`), {
      headers,
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    }).catch((error: unknown) => {
      throw new Failure(`${url} does not answer (${(error as Error).message}).`);
    });
    const { ok, status } = answer;
    if (!ok) throw new Refused(status, `${route} was refused: ${status} ${(await answer.text()).slice(0, 300)}`);
    return answer;
  };
}

/** The witness's own key, made at its first look. */
async function ownKey(folder: string, name: string): Promise<{ readonly signer: string; readonly verifier: string }> {
  const file = path.join(folder, 'key');
  const known = await readOr(file);
  if (known === undefined) {
    const made = generateKeys(name, 'cosignature');
    await writeFile(file, `${made.signer}\n`, { mode: 0o600, flag: 'wx' });
    return made;
  }
  try {
    const signer = known.trim();
    return { signer, verifier: parseSignerKey(signer, 0n).verifier.text };
  } catch (error) {
    if (error instanceof NoteError) throw new Failure(`${file} does not hold the key of a witness: ${error.message}.`);
    throw error;
  }
}

async function readOr(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
