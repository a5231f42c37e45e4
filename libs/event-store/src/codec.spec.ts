import { describe, expect, it } from '@jest/globals';
import { Codec, type UnsealedEvent } from './codec.js';
import { isReadable, type EncodedEvent, type RawEvent } from './events.js';
import { FieldSealer, UnopenableField, type ClosedField, type FieldPlace, type SealedField } from './field-sealer.js';

/** Boxes are indexes into a table in memory: enough to see what is sealed, for whom, and what happens when a key goes. */
class TableSealer extends FieldSealer {
  readonly boxes: { readonly place: string; readonly value: unknown }[] = [];
  readonly destroyed = new Set<string>();

  override sealAll(fields: readonly (FieldPlace & { readonly value: unknown })[]): Promise<SealedField[]> {
    return Promise.resolve(
      fields.map(({ value, ...place }) => ({
        sealed: '1',
        subject: place.subject,
        commit: 'commitment',
        box: String(this.boxes.push({ place: placeName(place), value }) - 1),
      })),
    );
  }

  override openAll(fields: readonly ClosedField[]): Promise<unknown[]> {
    return Promise.resolve().then(() =>
      fields.map(({ sealed, unseen, ...place }) => {
        const box = this.boxes[Number(sealed.box)];
        if (box === undefined || box.place !== placeName(place)) throw new UnopenableField('forged');
        return unseen || this.destroyed.has(place.subject) ? null : box.value;
      }),
    );
  }
}

function placeName({ workspaceId, subject, eventId, field }: FieldPlace): string {
  return [workspaceId, subject, eventId, field].join('|');
}

const at = '2026-11-20T03:12:42.123Z';

function unsealed(eventId: string, type: string, data: unknown): UnsealedEvent {
  return {
    eventId,
    event: { type, at, data },
    metadata: {
      workspaceId: 'w1',
      contactId: 'c1',
      actor: { kind: 'member', id: 'm9' },
      occurredAt: at,
      commandId: 'command',
      commandHash: 'hash',
      causationId: null,
      correlationId: 'correlation',
      schemaVersion: 0,
    },
  };
}

function raw({ id, type, data, metadata }: EncodedEvent, revision = 0n): RawEvent {
  const json = <T>(value: T) => JSON.parse(JSON.stringify(value)) as T;
  const created = new Date(at);
  return {
    eventId: id,
    stream: 'conversation-1',
    revision,
    position: revision,
    type,
    data: json(data),
    metadata: json(metadata),
    created,
  };
}

const reply = {
  messageId: 'message-1',
  clientMessageId: null,
  member: { kind: 'member', id: 'm1', name: 'Ada Example' },
  via: 'inbox',
  text: 'Your parcel is on its way',
  attachments: [
    { id: 'a1', name: 'invoice Ada.pdf', mediaType: 'application/pdf', bytes: 10, url: 'https://files.example/1' },
  ],
};

describe('the codec of the log', () => {
  it('lets no personal word reach the log, and gives every one back when it is read', async () => {
    const codec = new Codec(new TableSealer());
    const encoded = await codec.encode([unsealed('e1', 'MemberReplied', reply)]);
    expect(JSON.stringify(encoded)).not.toMatch(/Ada|parcel|invoice/);
    const [entry] = await codec.decode(encoded.map((event) => raw(event)));
    expect(entry).toMatchObject({ event: { type: 'MemberReplied', at, data: reply } });
  });

  it('seals what concerns the customer with the contact’s key, and a member’s name with the member’s', async () => {
    const [encoded] = await new Codec(new TableSealer()).encode([unsealed('e1', 'MemberReplied', reply)]);
    expect(encoded!.data).toMatchObject({
      text: { subject: 'contact:c1' },
      attachments: { subject: 'contact:c1' },
      member: { id: 'm1', name: { subject: 'member:m1' } },
    });
  });

  it('gives null for what was erased, and the rest of the event as it was', async () => {
    const sealer = new TableSealer();
    const codec = new Codec(sealer);
    const encoded = await codec.encode([unsealed('e1', 'MemberReplied', reply)]);
    sealer.destroyed.add('contact:c1');
    const [entry] = await codec.decode(encoded.map((event) => raw(event)));
    expect(entry).toMatchObject({ event: { data: { ...reply, text: null, attachments: null } } });
  });

  it('opens only what the reader looks at, when the reader says what that is', async () => {
    const codec = new Codec(new TableSealer());
    const encoded = await codec.encode([unsealed('e1', 'MemberReplied', reply)]);
    const raws = encoded.map((event) => raw(event));
    const [entry] = await codec.decode(raws, { MemberReplied: ['member.name'] });
    expect(entry).toMatchObject({ event: { data: { ...reply, text: null, attachments: null } } });
    const [other] = await codec.decode(raws, { CustomerMessageReceived: ['text'] });
    expect(other).toMatchObject({ event: { data: { text: null, member: { id: 'm1', name: null } } } });
  });

  it('marks an event with a moved envelope as unreadable and reads the others of the batch', async () => {
    const codec = new Codec(new TableSealer());
    const [first, second] = await codec.encode([
      unsealed('e1', 'MemberReplied', reply),
      unsealed('e2', 'MemberReplied', reply),
    ]);
    const moved = { ...second!, data: { ...second!.data, text: first!.data.text } };
    const entries = await codec.decode([raw(first!, 0n), raw(moved, 1n)]);
    expect(entries.map(isReadable)).toEqual([true, false]);
  });

  it('marks what another program wrote into our streams as unreadable, with the reason', async () => {
    const codec = new Codec(new TableSealer());
    const [ours] = await codec.encode([unsealed('e1', 'MemberReplied', reply)]);
    const bytes = { ...raw(ours!), data: new Uint8Array([1, 2]) };
    const foreign = { ...raw(ours!), metadata: {} };
    const newer = { ...raw(ours!), metadata: { ...ours!.metadata, schemaVersion: 99 } };
    const problems = (await codec.decode([bytes, foreign, newer])).map((entry) =>
      'problem' in entry ? entry.problem.message : '',
    );
    expect(problems).toEqual([
      expect.stringContaining('not JSON'),
      expect.stringContaining('not written by this product'),
      expect.stringContaining('version 99'),
    ]);
  });

  it('fails the whole batch when the keys are away: that passes, and nothing may be taken for damaged', async () => {
    const sealer = new TableSealer();
    const codec = new Codec(sealer);
    const encoded = await codec.encode([unsealed('e1', 'MemberReplied', reply)]);
    sealer.openAll = () => Promise.reject(new Error('the key store is away'));
    await expect(codec.decode(encoded.map((event) => raw(event)))).rejects.toThrow('the key store is away');
  });
});
