import type { Aggregate, DomainEvent } from '#domain';
import type { EventStore } from './event-store.js';
import type { EventMetadata } from './events.js';

/** A folded stream, how far it was read, and the commands it has seen lately. */
export interface Loaded<State> {
  readonly state: State;
  /** `undefined` while the stream does not exist. */
  readonly revision: bigint | undefined;
  readonly position: bigint;
  readonly workspaceId: string | undefined;
  /** Grows with the stream, whoever holds it: what it names is in the log, whatever the revision here. */
  readonly commands: Map<string, SeenCommand>;
  /** Just read from the log, rather than kept from before. */
  readonly fresh: boolean;
}

export interface SeenCommand {
  readonly hash: string;
  readonly revision: bigint;
  readonly position: bigint;
  readonly refusal: EventMetadata['refusal'];
}

/** How many folded streams a process keeps, and how many command ids each remembers. */
const maxStreams = 10_000;
const maxCommands = 256;

interface Streams {
  readonly loaded: Map<string, Loaded<unknown>>;
  readonly queues: Map<string, Promise<unknown>>;
}

/** One cache for each store: a process with two stores (tests do) never mixes them. */
const streamsOf = new WeakMap<EventStore, Streams>();

function of(store: EventStore): Streams {
  let streams = streamsOf.get(store);
  if (streams === undefined) streamsOf.set(store, (streams = { loaded: new Map(), queues: new Map() }));
  return streams;
}

/** The folded stream: from the cache, brought up to date from the log when asked for `fresh`. */
export async function load<State, Event extends DomainEvent>(
  store: EventStore,
  aggregate: Aggregate<State, Event>,
  stream: string,
  { fresh = false } = {},
): Promise<Loaded<State>> {
  const cached = of(store).loaded.get(stream) as Loaded<State> | undefined;
  if (cached !== undefined && !fresh) return { ...keep(store, stream, cached), fresh: false };
  const from: Loaded<State> = cached ?? {
    state: aggregate.initial,
    revision: undefined,
    position: 0n,
    workspaceId: undefined,
    commands: new Map(),
    fresh: true,
  };
  const next = from.revision === undefined ? 0n : from.revision + 1n;
  const events = await store.readStream(stream, next, aggregate.looksAt);
  const last = events.at(-1);
  if (last === undefined) return { ...from, fresh: true };
  const { commands } = from;
  for (const { metadata, revision, position } of events) note(commands, metadata, revision, position);
  return keep(store, stream, {
    state: events.reduce((state, { event }) => aggregate.evolve(state, event as Event), from.state),
    revision: last.revision,
    position: last.position,
    workspaceId: last.metadata.workspaceId,
    commands,
    fresh: true,
  });
}

/** Keeps what an append led to, so that the next command need not read. */
export function remember<State>(
  store: EventStore,
  stream: string,
  before: Loaded<State>,
  after: {
    readonly state: State;
    readonly revision: bigint;
    readonly position: bigint;
    readonly metadata: EventMetadata;
  },
): Loaded<State> {
  const { commands } = before;
  note(commands, after.metadata, after.revision, after.position);
  const { state, revision, position, metadata } = after;
  return keep(store, stream, { state, revision, position, workspaceId: metadata.workspaceId, commands, fresh: true });
}

/** Forgets a folded stream, so that the next command reads it anew. */
export function forget(store: EventStore, stream: string): void {
  of(store).loaded.delete(stream);
}

/**
 * Runs the work on one stream one after another within this process. Exact revisions keep it right across processes; the queue
 * only spares a crowd on one conversation the reading and deciding again.
 */
export async function serially<Result>(
  store: EventStore,
  stream: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const { queues } = of(store);
  const before = queues.get(stream) ?? Promise.resolve();
  const mine = before.then(work, work);
  const settled = mine.then(
    () => undefined,
    () => undefined,
  );
  queues.set(stream, settled);
  try {
    return await mine;
  } finally {
    if (queues.get(stream) === settled) queues.delete(stream);
  }
}

function note(commands: Map<string, SeenCommand>, metadata: EventMetadata, revision: bigint, position: bigint): void {
  commands.delete(metadata.commandId);
  commands.set(metadata.commandId, { hash: metadata.commandHash, revision, position, refusal: metadata.refusal });
  if (commands.size > maxCommands) commands.delete(commands.keys().next().value!);
}

/** The most recently used streams stay: a Map keeps the order of insertion. */
function keep<State>(store: EventStore, stream: string, loaded: Loaded<State>): Loaded<State> {
  const { loaded: streams } = of(store);
  streams.delete(stream);
  streams.set(stream, loaded);
  if (streams.size > maxStreams) streams.delete(streams.keys().next().value!);
  return loaded;
}
