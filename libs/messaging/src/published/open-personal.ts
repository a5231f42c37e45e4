import { isSealedField, type FieldPlace, type FieldSealer, type SealedField } from '#event-store';
import type { PublishedEnvelope } from './keep-sealed.js';
import type { PublishedEvent } from './published-event.js';

interface Found {
  readonly holder: Record<string, unknown>;
  readonly key: string;
  readonly place: FieldPlace & { readonly sealed: SealedField };
}

/**
 * The same events with their envelopes opened; `null` where the key was destroyed. One look-up of keys for all of them.
 * @throws UnopenableField when one of them was forged, moved or damaged
 */
export async function openPersonal(
  sealer: FieldSealer,
  events: readonly PublishedEvent[],
): Promise<readonly PublishedEvent[]> {
  const opened = events.map((event) => ({ ...event, data: structuredClone(event.data) }));
  const found = opened.flatMap((event) => [...envelopes(event, event.data as Record<string, unknown>)]);
  if (found.length === 0) return events;
  const values = await sealer.openAll(found.map(({ place }) => place));
  found.forEach(({ holder, key }, i) => (holder[key] = values[i]));
  return opened;
}

function* envelopes(event: PublishedEvent, holder: Record<string, unknown>): Generator<Found> {
  const { workspaceId, eventId } = event;
  for (const [key, value] of Object.entries(holder)) {
    if (isSealedField(value)) {
      const { field, ...sealed } = value as PublishedEnvelope;
      yield { holder, key, place: { workspaceId, subject: sealed.subject, eventId, field, sealed } };
    } else if (typeof value === 'object' && value !== null) yield* envelopes(event, value as Record<string, unknown>);
  }
}
