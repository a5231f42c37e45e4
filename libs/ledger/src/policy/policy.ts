import { isPlainObject, type Json } from '../json/canonical-json.js';
import { InvalidJson, parseStrict } from '../json/strict-json.js';
import { parseVerifierKey, type NoteVerifier, type SignatureKind } from '../notes/keys.js';
import { NoteError } from '../notes/note-error.js';
import { parseDecimal } from '../text/decimal.js';

/** The policy file cannot be used. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';
  readonly code = 'bad_policy';
}

/** A log's key; after its rotation it is believed for old, smaller trees only. */
export interface LogKey {
  readonly verifier: NoteVerifier;
  /** Largest tree size this key may vouch for. */
  readonly maxSize?: bigint;
}

/** Whom the auditor believes. It comes from the auditor's own file, never from an export. */
export interface Policy {
  /** By origin. */
  readonly logs: ReadonlyMap<string, readonly LogKey[]>;
  readonly witnesses: readonly NoteVerifier[];
  /** How many different witnesses must have cosigned a checkpoint. */
  readonly quorum: number;
  /** Keys that sign the manifests of exports. */
  readonly exportKeys: readonly NoteVerifier[];
}

/** The `format` line of the file. */
export const POLICY_FORMAT = 'handoff-policy/1';

/**
 * Reads a policy file (JSON; README.md shows one). Strict: an unknown or misspelt member is refused, since trust that was meant and
 * not read would go unnoticed.
 * @throws PolicyError
 */
export function parsePolicy(text: string | Uint8Array): Policy {
  try {
    return policyOf(parseStrict(text));
  } catch (error) {
    if (error instanceof InvalidJson || error instanceof NoteError)
      throw new PolicyError(`the policy: ${error.message}`, { cause: error });
    throw error;
  }
}

function policyOf(json: Json): Policy {
  const file = members(json, 'the policy', ['format', 'logs', 'exports'], ['witnesses']);
  if (file.format !== POLICY_FORMAT) throw new PolicyError(`the policy's format is not ${POLICY_FORMAT}`);
  const logs = new Map<string, readonly LogKey[]>();
  for (const each of list(file.logs, 'logs')) {
    const { origin, keys } = members(each, 'a log', ['origin', 'keys'], []);
    if (typeof origin !== 'string') throw new PolicyError('the origin of a log is no text');
    if (logs.has(origin)) throw new PolicyError(`the log ${origin} stands twice`);
    logs.set(
      origin,
      list(keys, 'keys').map((key) => logKey(key, origin)),
    );
  }
  const witnesses = file.witnesses === undefined ? { quorum: 0, keys: [] } : file.witnesses;
  const { quorum, keys } = members(witnesses, 'witnesses', ['quorum', 'keys'], []);
  const policy = {
    logs,
    witnesses: list(keys, 'witnesses').map((key) => verifier(key, 'cosignature')),
    quorum: Number(quorum),
    exportKeys: list(file.exports, 'exports').map((key) => verifier(key, 'note')),
  };
  check(policy, quorum);
  return policy;
}

function check({ logs, witnesses, quorum, exportKeys }: Policy, given: Json | undefined): void {
  if (!Number.isSafeInteger(given) || quorum < 0) throw new PolicyError('the quorum is no whole number');
  // One key under two names, or one witness with two keys, must not count twice.
  const different = (values: readonly string[]) => new Set(values).size === values.length;
  if (!different(witnesses.map(({ name }) => name)) || !different(witnesses.map((w) => w.publicKey.toString('hex'))))
    throw new PolicyError('two witnesses have the same name or key');
  if (quorum > witnesses.length) throw new PolicyError(`a quorum of ${quorum} needs as many witnesses`);
  const all = [...[...logs.values()].flat().map((key) => key.verifier), ...exportKeys];
  if (!different(all.map(({ text }) => text))) throw new PolicyError('a key stands twice');
  if (exportKeys.some(({ name }) => logs.has(name)))
    throw new PolicyError('the key of exports has a name of its own, not that of a log');
}

/** Either the key's text, or {"key": …, "maxSize": "…"}. */
function logKey(json: Json, origin: string): LogKey {
  const { key, maxSize } = typeof json === 'string' ? { key: json } : members(json, 'a log key', ['key'], ['maxSize']);
  const found = verifier(key, 'note');
  // As C2SP tlog-checkpoint advises: else a key known for one log could sign for another.
  if (found.name !== origin)
    throw new PolicyError(`the key ${found.name} does not carry the name of its log, ${origin}`);
  if (maxSize === undefined) return { verifier: found };
  const bound = typeof maxSize === 'string' ? parseDecimal(maxSize) : undefined;
  if (bound === undefined) throw new PolicyError('maxSize is no decimal number in quotes');
  return { verifier: found, maxSize: bound };
}

function verifier(json: Json | undefined, kind: SignatureKind): NoteVerifier {
  if (typeof json !== 'string') throw new PolicyError('a key is no text');
  const found = parseVerifierKey(json);
  if (found.kind !== kind) throw new PolicyError(`the key ${found.name} is not of the kind that stands here (${kind})`);
  return found;
}

function members(json: Json | undefined, what: string, needed: readonly string[], optional: readonly string[]) {
  if (!isPlainObject(json)) throw new PolicyError(`${what} is no object`);
  const missing = needed.find((key) => !(key in json));
  if (missing !== undefined) throw new PolicyError(`${what} has no "${missing}"`);
  const unknown = Object.keys(json).find((key) => !needed.includes(key) && !optional.includes(key));
  if (unknown !== undefined) throw new PolicyError(`${what} has an unknown member "${unknown}"`);
  return json as Record<string, Json | undefined>;
}

function list(json: Json | undefined, what: string): readonly Json[] {
  if (!Array.isArray(json)) throw new PolicyError(`"${what}" is no list`);
  return json as readonly Json[];
}
