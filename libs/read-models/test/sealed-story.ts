import { createHash } from 'node:crypto';
import { personalValues } from '#domain';
import type { SealedField, StoredEvent } from '#event-store';
import { openField, sealField } from '#personal-data';

/** The key of a subject in tests. */
export function testKeyOf(subject: string): Buffer {
  return createHash('sha256').update(subject).digest();
}

/** Events as the sequencer reads them: stored shape, envelopes closed. */
export function closed(events: readonly StoredEvent[]): StoredEvent[] {
  return events.map((stored) => {
    const { event, metadata, eventId } = stored;
    const data = structuredClone(event.data) as Record<string, unknown>;
    for (const { path, subject } of personalValues(event, { contactId: metadata.contactId, actor: metadata.actor })) {
      const keys = path.split('.');
      const holder = keys.slice(0, -1).reduce((part, key) => part[key] as Record<string, unknown>, data);
      const last = keys.at(-1)!;
      const place = { workspaceId: metadata.workspaceId, subject, eventId, field: path };
      holder[last] = sealField(testKeyOf(subject), place, holder[last]);
    }
    return { ...stored, event: { ...event, data }, metadata: { ...metadata, schemaVersion: 1 } };
  });
}

/** Opens an envelope with a test's key. */
export function openTest(workspaceId: string, eventId: string, field: string, sealed: SealedField) {
  return openField(testKeyOf(sealed.subject), { workspaceId, subject: sealed.subject, eventId, field }, sealed);
}
