import { createHash } from 'node:crypto';
import { isLedgerEvent } from '#domain';
import { isSealedField, type SealedField, type StoredEvent } from '#event-store';
import { LeafError, canonicalize, leafOf, type LeafDetail, type LeafFacts } from '#ledger';

/** A commitment of a leaf, and the envelope that opens it for as long as its key lives. */
export interface SealedPlace {
  /** Dotted path in the leaf. */
  readonly path: string;
  /** Dotted path in the event's data, which the envelope is bound to. */
  readonly field: string;
  readonly subject: string;
  readonly box: string;
}

/** What the ledger keeps of one event. */
export interface EventLeaf {
  readonly leaf: Buffer;
  readonly entry: number;
  readonly sealed: readonly SealedPlace[];
}

type Data = Readonly<Record<string, unknown>>;
type Part = LeafDetail;

/** What an envelope has beside the canonical text: iv, salt and tag (personal-data, `sealField`). */
const boxOverhead = 12 + 32 + 16;

/** Whether an event becomes a leaf: what moves control or responsibility, what changes settings, erasures and exports. */
export function isLeafEvent(stream: string, type: string): boolean {
  if (stream.startsWith('conversation-')) return isLedgerEvent(type);
  if (stream.startsWith('contact-')) return type === 'ContactErased';
  return stream.startsWith('agent-') || stream.startsWith('workspace-') || stream.startsWith('auditExport-');
}

/**
 * The leaf of an event in the shape in which it was stored, with its envelopes closed: a commitment stands where they stand.
 * @throws LeafError when the event cannot become a leaf, and then the ledger cannot go on
 */
export function leafOfEvent(stored: StoredEvent): EventLeaf | undefined {
  const { stream, event, metadata } = stored;
  if (!isLeafEvent(stream, event.type)) return undefined;
  const { entry, ...data } = event.data as Data & { readonly entry?: unknown };
  if (typeof entry !== 'number') throw new LeafError(`${event.type} at ${stream} carries no entry`);
  const sealed: SealedPlace[] = [];
  const placed = stream.startsWith('conversation-') ? ofConversation(data, sealed) : ofChange(stored, data, sealed);
  const facts: LeafFacts = {
    type: event.type,
    workspace: metadata.workspaceId,
    eventId: stored.eventId,
    stream,
    rev: stored.revision,
    entry,
    at: event.at,
    schema: metadata.schemaVersion,
    contact: stream.startsWith('conversation-') || stream.startsWith('contact-') ? (metadata.contactId ?? null) : null,
    ...placed,
  };
  return fitting(facts, entry, sealed);
}

/** Details that make a leaf too long are replaced by their hash. */
function fitting(facts: LeafFacts, entry: number, sealed: readonly SealedPlace[]): EventLeaf {
  try {
    return { leaf: leafOf(facts), entry, sealed };
  } catch (error) {
    if (!(error instanceof LeafError) || facts.details === undefined) throw error;
    const text = Buffer.from(canonicalize(JSON.parse(JSON.stringify(facts.details))));
    const details = { digest: createHash('sha256').update(text).digest('hex'), bytes: text.length };
    const kept = sealed.filter(({ path }) => !path.startsWith('details.'));
    return { leaf: leafOf({ ...facts, details }), entry, sealed: kept };
  }
}

function ofConversation(data: Data, sealed: SealedPlace[]): Partial<LeafFacts> {
  const { handoffId, number, from, to, decidedBy, by, trigger, reasonCode, reasonText, context, ...rest } = data;
  const numbered = typeof handoffId === 'string' && typeof number === 'number';
  const details = numbered ? rest : { handoffId, ...rest };
  return {
    handoff: numbered ? { id: handoffId, number } : null,
    from: place('from', 'from', from, sealed),
    to: place('to', 'to', to, sealed),
    decidedBy: place('decidedBy', 'decidedBy', decidedBy ?? by, sealed),
    trigger,
    reasonCode,
    reason: place('reason', 'reasonText', reasonText, sealed),
    context: place('context', 'context', context, sealed),
    details: detailsOf(details, sealed),
  } as Partial<LeafFacts>;
}

/** Who changed what: agents, settings, erasures, exports. */
function ofChange({ metadata, event }: StoredEvent, data: Data, sealed: SealedPlace[]): Partial<LeafFacts> {
  const { byName, name, ...rest } = data;
  const { kind, id } = metadata.actor;
  const by = { kind, id, name: place('by.name', 'byName', byName, sealed) } as NonNullable<LeafFacts['by']>;
  if (event.type !== 'MemberAdded') return { by, details: detailsOf({ name, ...rest }, sealed) };
  // A name belongs to the member in whose description it stands.
  const member = {
    kind: 'member',
    id: String(rest.memberId),
    name: place('details.member.name', 'name', name, sealed),
  };
  return { by, details: { ...detailsOf(rest, sealed), member } };
}

function detailsOf(data: Data, sealed: SealedPlace[]): { readonly [key: string]: Part } {
  const details: Record<string, Part> = {};
  for (const key of Object.keys(data)) {
    if (key === '__proto__') throw new LeafError('"__proto__" cannot be a key in a leaf');
    details[key] = place('details.', key, data[key], sealed, key);
  }
  return details;
}

/**
 * A value as it stands in a leaf: envelopes as their commitments, fractions as text, names with a dot as canonical JSON. Its place in the
 * leaf is `path` and its `key`, which are put together only where an envelope or an object stands.
 */
function place(path: string, field: string, value: unknown, sealed: SealedPlace[], key = ''): Part {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : String(value);
  if (typeof value !== 'object') return value as string | boolean;
  if (isSealedField(value)) return commitmentOf(path + key, field, value, sealed);
  const [inPath, inField] = [`${path}${key}.`, `${field}.`];
  if (Array.isArray(value)) return value.map((each, i) => place(inPath, `${inField}${i}`, each, sealed, String(i)));
  const keys = Object.keys(value);
  if (keys.some((name) => name.includes('.') || name === '__proto__')) return canonicalize(value);
  const parts: Record<string, Part> = {};
  for (const name of keys) {
    const each = (value as Data)[name];
    parts[name] =
      typeof each === 'object' ? place(inPath, inField + name, each, sealed, name) : place('', '', each, sealed);
  }
  return parts;
}

function commitmentOf(path: string, field: string, { subject, commit, box }: SealedField, sealed: SealedPlace[]): Part {
  sealed.push({ path, field, subject, box });
  return {
    commit: Buffer.from(commit, 'hex').toString('base64'),
    bytes: Buffer.byteLength(box, 'base64url') - boxOverhead,
  };
}
