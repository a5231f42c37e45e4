import {
  Rejected,
  RecordedRefusal,
  refusals,
  refuse,
  type Actor,
  type Aggregate,
  type Decision,
  type DomainEvent,
  type NewId,
  type RefusalCode,
  type RejectionKind,
} from '#domain';
import { eventIdOf, newIdsOf } from './command-id.js';
import { RevisionConflict, type EventStore } from './event-store.js';
import type { EventMetadata } from './events.js';
import { load, remember, serially, type Loaded } from './loaded-streams.js';

/** What a command brings besides its request. */
export interface CommandMeta {
  readonly commandId: string;
  /** Keyed hash of the command's name and body. */
  readonly commandHash: string;
  readonly workspaceId: string;
  readonly actor: Actor;
  readonly correlationId: string;
  readonly causationId?: string | null;
}

/** Where a command's effect stands: hand `position` to a query to see it. */
export interface Receipt {
  readonly stream: string;
  /** −1 where nothing was stored, because what was asked is already true of a stream that does not exist. */
  readonly revision: bigint;
  readonly position: bigint;
}

/** The receipt, and the state the stream is in after it. */
export interface Decided<State> {
  readonly receipt: Receipt;
  readonly state: State;
}

/** How often a decision is taken anew when the stream moved on meanwhile. */
const maxAttempts = 16;

/**
 * Loads and folds a stream, decides, and appends at the exact revision; where somebody else was first, loads and decides again.
 * The same command id gives one set of events and the same answer; with another body it is refused (`command_id_reused`).
 * A stream of another workspace does not exist for the caller.
 * @throws Rejected when the decision refuses, EventStoreUnavailable
 */
export async function decideOn<State, Event extends DomainEvent>(
  store: EventStore,
  aggregate: Aggregate<State, Event>,
  id: string,
  decide: (state: State, newId: NewId) => Decision<Event>,
  meta: CommandMeta,
): Promise<Decided<State>> {
  const stream = `${aggregate.category}-${id}`;
  return serially(store, stream, async () => {
    let recorded: Rejected | undefined;
    for (let attempt = 1; ; attempt += 1) {
      const loaded = await load(store, aggregate, stream, { fresh: attempt > 1 });
      if (loaded.workspaceId !== undefined && loaded.workspaceId !== meta.workspaceId)
        throw notFound(aggregate.category);
      try {
        const before = answerGivenBefore(loaded, stream, meta);
        if (before !== undefined) return { receipt: before, state: loaded.state };
        const decision = decide(loaded.state, newIdsOf(stream, meta.commandId));
        if (isEmpty(decision)) {
          // Another process may have moved the stream on: a kept state is good enough to act on, not to say no from.
          if (await movedOn(store, aggregate, stream, loaded)) continue;
          return { receipt: receiptOf(stream, loaded), state: loaded.state };
        }
        const next = await append(store, aggregate, stream, loaded, decision, meta);
        if (decision instanceof RecordedRefusal) throw (recorded = asRecorded(decision.rejection));
        return { receipt: receiptOf(stream, next), state: next.state };
      } catch (error) {
        const again =
          error instanceof RevisionConflict ||
          (error instanceof Rejected && error !== recorded && (await movedOn(store, aggregate, stream, loaded)));
        if (!again || attempt === maxAttempts) throw error;
      }
    }
  });
}

function receiptOf(stream: string, { revision, position }: Loaded<unknown>): Receipt {
  return { stream, revision: revision ?? -1n, position };
}

function isEmpty<Event>(decision: Decision<Event>): boolean {
  return !(decision instanceof RecordedRefusal) && decision.length === 0;
}

async function movedOn<State, Event extends DomainEvent>(
  store: EventStore,
  aggregate: Aggregate<State, Event>,
  stream: string,
  seen: Loaded<State>,
): Promise<boolean> {
  if (seen.fresh) return false;
  const now = await load(store, aggregate, stream, { fresh: true });
  return now.revision !== seen.revision;
}

async function append<State, Event extends DomainEvent>(
  store: EventStore,
  aggregate: Aggregate<State, Event>,
  stream: string,
  loaded: Loaded<State>,
  decision: Decision<Event>,
  meta: CommandMeta,
): Promise<Loaded<State>> {
  const events = decision instanceof RecordedRefusal ? decision.events : decision;
  const refusal = decision instanceof RecordedRefusal ? asRecorded(decision.rejection) : undefined;
  const state = events.reduce(aggregate.evolve, loaded.state);
  const contactId = aggregate.contactOf?.(state);
  const drafts = events.map((event, n) => ({
    eventId: eventIdOf(stream, meta.commandId, n),
    event,
    metadata: {
      workspaceId: meta.workspaceId,
      ...(contactId === undefined ? {} : { contactId }),
      actor: meta.actor,
      occurredAt: event.at,
      commandId: meta.commandId,
      commandHash: meta.commandHash,
      causationId: meta.causationId ?? null,
      correlationId: meta.correlationId,
      schemaVersion: 0,
      ...(refusal !== undefined && n === events.length - 1
        ? { refusal: { kind: refusal.kind, code: refusal.code, detail: refusal.detail, facts: refusal.facts } }
        : {}),
    } satisfies EventMetadata,
  }));
  const appended = await store.append(stream, loaded.revision ?? 'no_stream', drafts);
  return remember(store, stream, loaded, { state, ...appended, metadata: drafts.at(-1)!.metadata });
}

/** The receipt of a command this stream has already seen; the refusal again, where it was refused. */
function answerGivenBefore<State>(loaded: Loaded<State>, stream: string, meta: CommandMeta): Receipt | undefined {
  const seen = loaded.commands.get(meta.commandId);
  if (seen === undefined) return undefined;
  if (seen.hash !== meta.commandHash)
    throw new Rejected(
      'invalid',
      'command_id_reused',
      'This Idempotency-Key was used before with another body; use a new one.',
    );
  if (seen.refusal !== undefined)
    throw new Rejected(seen.refusal.kind as RejectionKind, seen.refusal.code, seen.refusal.detail, seen.refusal.facts);
  return { stream, revision: seen.revision, position: seen.position };
}

/** A refusal as the log keeps it: who has the conversation is a person's name, which metadata must not hold. */
function asRecorded({ kind, code, detail, facts }: Rejected): Rejected {
  const { assignee: _, ...kept } = facts;
  return new Rejected(kind, code, detail, kept);
}

/** The very words of an id that nobody has: another workspace's is not to be told from it. */
function notFound(category: string): Rejected {
  const code = `${category}_not_found`;
  return Object.hasOwn(refusals, code)
    ? refuse(code as RefusalCode)
    : new Rejected('not_found', code, 'There is no such thing.');
}
