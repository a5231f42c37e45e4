/**
 * The few concepts every aggregate shares. Plain data and pure functions only: time, ids, detection and configuration
 * are inputs of a decision, never read here.
 */

/** An instant as ISO 8601 in UTC with milliseconds, e.g. `2026-11-20T03:12:42.123Z`. Comparable as a string. */
export type Instant = string;

/** Who caused an event. `ai_agent` is the published kind for an agent, since elsewhere *agent* means a person. */
export interface Actor {
  readonly kind: 'customer' | 'member' | 'ai_agent' | 'system' | 'integration';
  readonly id: string;
}

/** One thing that happened: its stored name, when, and what. */
export interface DomainEvent<Type extends string = string, Data = unknown> {
  readonly type: Type;
  readonly at: Instant;
  readonly data: Data;
}

/** Turns a map of event names to their data into the union of events. */
export type EventsOf<Map> = { [Type in keyof Map & string]: DomainEvent<Type, Map[Type]> }[keyof Map & string];

/** Text or structure about a person. `null` once its contact or member was erased: the rest of the event stays. */
export type Personal<T> = T | null;

/** What kind of no it is; the edges translate it (HTTP status, result on a topic). */
export type RejectionKind = 'not_found' | 'conflict' | 'forbidden' | 'invalid';

/**
 * A command refused. `code` is stable and documented, `detail` a sentence for people, `facts` what the caller needs to go on
 * (the state, the assignee). One class for every refusal in the product.
 */
export class Rejected extends Error {
  override readonly name = 'Rejected';

  constructor(
    readonly kind: RejectionKind,
    readonly code: string,
    readonly detail: string,
    readonly facts: Readonly<Record<string, unknown>> = {},
  ) {
    super(`${code}: ${detail}`);
  }
}

/** What a decision answers: the events to store. Empty when what was asked is already true. */
export type Decision<Event> = readonly Event[] | RecordedRefusal<Event>;

/** A refusal that itself is worth keeping: `events` are stored, then the caller gets `rejection`. */
export class RecordedRefusal<Event> {
  constructor(
    readonly events: readonly Event[],
    readonly rejection: Rejected,
  ) {}
}

/**
 * Ids a decision may need, as a pure function of the command: the same label always gives the same id for one command,
 * so that a retried command yields the same events.
 */
export type NewId = (label: string) => string;

/** Dotted paths of personal fields, by the type of their event; of a type that is not named, none. */
export type FieldsLookedAt = Readonly<Record<string, readonly string[]>>;

/** How one kind of stream is folded. `evolve` never throws and ignores events it does not know. */
export interface Aggregate<State, Event extends DomainEvent> {
  /** First part of the stream's name: `conversation` in `conversation-{id}`. */
  readonly category: string;
  readonly initial: State;
  readonly evolve: (state: State, event: Event) => State;
  /** The contact whose key seals the personal fields of this stream's events, if it has one. */
  readonly contactOf?: (state: State) => string | undefined;
  /** The personal fields that `evolve` looks at: to fold a history, no other needs opening. All, when left out. */
  readonly looksAt?: FieldsLookedAt;
}

/** Folds a history. */
export function fold<State, Event extends DomainEvent>(
  aggregate: Aggregate<State, Event>,
  events: Iterable<Event>,
  from: State = aggregate.initial,
): State {
  let state = from;
  for (const event of events) state = aggregate.evolve(state, event);
  return state;
}

/** The instant `seconds` after `at`. */
export function plusSeconds(at: Instant, seconds: number): Instant {
  return new Date(Date.parse(at) + seconds * 1000).toISOString();
}

/** For the default branch of a switch that must name every case: fails to compile when one is missing. */
export function unreachable(value: never): never {
  throw new Error(`unexpected: ${JSON.stringify(value)}`);
}
