import type { ContactEvent, Instant, Personal } from '#domain';
import { idIn, oneRow, type Of, type View } from '../view/view.js';

/** How a channel knows a contact. */
export interface Identity {
  readonly channel: string;
  readonly externalUserId: Personal<string>;
}

/** A customer as the workspace knows them. */
export interface ContactRow {
  readonly id: string;
  readonly name: Personal<string>;
  readonly phone: Personal<string>;
  readonly email: Personal<string>;
  readonly note: Personal<string>;
  readonly identities: Personal<readonly Identity[]>;
  readonly channels: readonly string[];
  /** Row 30. */
  readonly firstHandler: 'ai' | 'human';
  readonly linkedContactIds: readonly string[];
  readonly knownSince: Instant;
  readonly changedAt: Instant;
  readonly erasedAt: Instant | null;
}

export function evolveContact(row: ContactRow | null, stored: Of<ContactEvent>): ContactRow | null {
  const { event } = stored;
  const known = row ?? unknown(stored.stream.slice('contact-'.length), event.at);
  const next = { ...known, changedAt: event.at };
  switch (event.type) {
    case 'ContactIdentified': {
      const { channel, externalUserId } = event.data;
      const identities = [...(known.identities ?? []), { channel, externalUserId }];
      return { ...next, identities, channels: [...new Set([...known.channels, channel])] };
    }
    case 'ContactDetailsCaptured': {
      const { name, phone, email, note } = event.data.details ?? {};
      return {
        ...next,
        name: name ?? known.name,
        phone: phone ?? known.phone,
        email: email ?? known.email,
        note: note ?? known.note,
      };
    }
    case 'FirstHandlerPreferenceSet':
      return { ...next, firstHandler: event.data.firstHandler };
    case 'ContactsLinked':
      return { ...next, linkedContactIds: [...known.linkedContactIds, event.data.otherContactId] };
    case 'ContactErased':
      return { ...next, erasedAt: event.at };
    default:
      return row;
  }
}

function unknown(id: string, at: Instant): ContactRow {
  return {
    id,
    name: null,
    phone: null,
    email: null,
    note: null,
    identities: null,
    channels: [],
    firstHandler: 'ai',
    linkedContactIds: [],
    knownSince: at,
    changedAt: at,
    erasedAt: null,
  };
}

/** Rows 30 and 57. */
export const contacts: View<ContactRow> = {
  name: 'contacts',
  version: 1,
  table: {
    name: 'contacts',
    made: [1795132801009],
    columns: {
      id: 'text',
      name: 'text',
      phone: 'text',
      email: 'text',
      note: 'text',
      identities: 'jsonb',
      channels: 'jsonb',
      firstHandler: 'text',
      linkedContactIds: 'jsonb',
      knownSince: 'timestamptz',
      changedAt: 'timestamptz',
      erasedAt: 'timestamptz',
    },
    key: ['id'],
    group: ['id'],
    personal: ['name', 'phone', 'email', 'note', 'identities'],
    indexes: ['(workspace_id, known_since, id)'],
  },
  groupOf: ({ stream }) => {
    const id = idIn('contact', stream);
    return id === undefined ? undefined : [id];
  },
  evolve: oneRow(evolveContact),
};
