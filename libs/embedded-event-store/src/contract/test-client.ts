import { randomUUID } from 'node:crypto';
import { EventStoreDBClient, jsonEvent, type JSONEventType } from '@eventstore/db-client';

export type Noted = JSONEventType<string, { n: number }>;

/** What every sentence of the contract works with: a client, and names nobody else uses. */
export interface TestClient {
  readonly client: EventStoreDBClient;
  readonly connectionString: string;
}

/** What the sentences look at of an event, resolved or recorded in whatever way. */
export interface SeenEvent {
  readonly event?: { readonly type: string; readonly data?: unknown };
}

/** A stream name that no other test has. */
export const uniqueStream = (purpose: string): string => `${purpose}-${randomUUID()}`;

/** Events of that type, whose data counts from 0. */
export function numbered(count: number, type = 'noted') {
  return Array.from({ length: count }, (_, n) => jsonEvent<Noted>({ type, data: { n } }));
}

/** Everything the read or subscription yields until the predicate holds; then it is left. */
export async function collect<Event extends SeenEvent>(
  events: AsyncIterable<Event>,
  until: (event: Event) => boolean = () => false,
): Promise<Event[]> {
  const seen: Event[] = [];
  for await (const event of events) {
    seen.push(event);
    if (until(event)) break;
  }
  return seen;
}

/** The `n` of the data of each event. */
export const numbersOf = (events: readonly SeenEvent[]): unknown[] =>
  events.map(({ event }) => (event?.data as { n?: number } | undefined)?.n);

/** The error a call ends with; a test fails when it does not. */
export async function errorOf(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
  } catch (error) {
    return error;
  }
  throw new Error('The call should have failed.');
}
