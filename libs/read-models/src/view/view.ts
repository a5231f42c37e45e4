import type { ConversationEvent, DomainEvent } from '#domain';
import type { StoredEvent } from '#event-store';
import type { Placed, Table } from './table.js';

/** A row as it stands in the table. */
export type Kept<Row> = Row & Placed;

/**
 * A fold of the log into the rows of one table. A group of rows is folded from the events of exactly one stream: that is what lets a
 * stream be parked, tried again and rebuilt without harm to the others.
 */
export interface View<Row extends object = object> {
  readonly name: string;
  /** Raised when the same events make other rows: the view is then filled anew. */
  readonly version: number;
  readonly table: Table<Row>;
  /** Every event makes rows of its own, which no later one changes: nothing needs to be loaded before. */
  readonly appends?: true;
  /** The values of the table's group columns that the event is folded into; `undefined` when it does not concern the view. */
  readonly groupOf: (stored: StoredEvent) => readonly string[] | undefined;
  /** The group after the event. Pure; a row given back as it was is not written. */
  readonly evolve: (rows: readonly Kept<Row>[], stored: StoredEvent) => readonly Row[];
}

/** The event of a stored event, where the group has already made sure of its kind of stream. */
export type Of<Event extends DomainEvent> = StoredEvent<Event>;

/** For views whose group is one row: `null` is no row. */
export function oneRow<Row extends object, Event extends DomainEvent>(
  evolve: (row: Row | null, stored: Of<Event>) => Row | null,
): View<Row>['evolve'] {
  return (rows, stored) => {
    const next = evolve(rows[0] ?? null, stored as Of<Event>);
    return next === null ? [] : [next];
  };
}

/** For views that keep what an event said and never change it. */
export function manyRows<Row extends object, Event extends DomainEvent>(
  evolve: (rows: readonly Row[], stored: Of<Event>) => readonly Row[],
): View<Row>['evolve'] {
  return (rows, stored) => evolve(rows, stored as Of<Event>);
}

/** The id behind the category in a stream's name, where it is of that category: `conversation-42` → `42`. */
export function idIn(category: string, stream: string): string | undefined {
  return stream.startsWith(`${category}-`) ? stream.slice(category.length + 1) : undefined;
}

/** One group for each conversation. @param concerns which of its events are folded into the view; all of them, when left out */
export function byConversation(concerns: (event: ConversationEvent) => boolean = () => true): View['groupOf'] {
  return ({ stream, event }) => {
    const id = idIn('conversation', stream);
    return id !== undefined && concerns(event as ConversationEvent) ? [id] : undefined;
  };
}

/** The id of the conversation whose stream this is; to be asked only of events of conversations. */
export function conversationIdOfStream({ stream }: StoredEvent): string {
  return stream.slice('conversation-'.length);
}
