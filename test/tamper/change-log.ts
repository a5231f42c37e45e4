import { isReadable, isSealedField, type LogEntry, type StoredEvent } from '#event-store';
import { isLeafEvent } from '#read-models';
import type { Chance } from './chance.js';

/** One way of tampering with the log. Undefined when nothing was changed. */
export type LogChange = (log: readonly LogEntry[], chance: Chance) => readonly LogEntry[] | undefined;

function victim(log: readonly LogEntry[], chance: Chance): { readonly at: number; readonly event: StoredEvent } {
  const places = log.flatMap((entry, at) =>
    isReadable(entry) && isLeafEvent(entry.stream, entry.event.type) ? [{ at, event: entry }] : [],
  );
  return chance.of(places);
}

/** Every place in an event's data that holds a plain value; not the names of their fields, which the reader adds to envelopes. */
function places(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, part]) =>
    key === 'field' && isSealedField(value) ? [] : places(part, [...path, key]),
  );
}

function changed(value: unknown): unknown {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  // Not the last character: that one may only fill up base64.
  return typeof value === 'string' ? `x${value}` : 'something';
}

/** By class: what somebody might do. */
export const logChanges: Readonly<Record<string, LogChange>> = {
  'event edited': (log, chance) => {
    const { at, event } = victim(log, chance);
    const copy = structuredClone(event.event);
    const path = chance.of(places(copy.data));
    const holder = path.slice(0, -1).reduce<unknown>((part, key) => (part as Record<string, unknown>)[key], copy.data);
    const key = path.at(-1)!;
    (holder as Record<string, unknown>)[key] = changed((holder as Record<string, unknown>)[key]);
    return log.with(at, { ...event, event: copy });
  },
  'event scavenged': (log, chance) => log.toSpliced(victim(log, chance).at, 1),
  'event inserted': (log, chance) => {
    const { at, event } = victim(log, chance);
    return log.toSpliced(at + 1, 0, { ...event, revision: event.revision + 100_000n, eventId: 'made up' });
  },
  'events reordered': (log, chance) => {
    const [a, b] = [victim(log, chance), victim(log, chance)];
    if (a.at === b.at || a.event.metadata.workspaceId !== b.event.metadata.workspaceId) return undefined;
    return log.with(a.at, b.event).with(b.at, a.event);
  },
  'event of another type': (log, chance) => {
    const { at, event } = victim(log, chance);
    const type = event.event.type === 'Claimed' ? 'Assigned' : 'Claimed';
    return event.stream.startsWith('conversation-')
      ? log.with(at, { ...event, event: { ...event.event, type } })
      : undefined;
  },
};
