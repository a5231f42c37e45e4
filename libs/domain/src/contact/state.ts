import type { Aggregate, Personal } from '../kernel.js';
import type { ContactDetails, ContactEvent } from './events.js';

export interface FollowUp {
  readonly followUpId: string;
  readonly conversationId: string | null;
  readonly open: boolean;
}

/** A customer as their stream tells them. */
export interface Contact {
  /** Empty until identified or first mentioned. */
  readonly contactId: string;
  readonly identities: readonly { readonly channel: string; readonly externalUserId: Personal<string> }[];
  /** What the forms gave, newest over oldest. */
  readonly details: ContactDetails;
  readonly firstHandler: 'ai' | 'human';
  readonly linkedContactIds: readonly string[];
  readonly followUps: readonly FollowUp[];
  readonly erased: boolean;
  readonly entries: number;
}

const initial: Contact = {
  contactId: '',
  identities: [],
  details: {},
  firstHandler: 'ai',
  linkedContactIds: [],
  followUps: [],
  erased: false,
  entries: 0,
};

function evolve(state: Contact, event: ContactEvent): Contact {
  switch (event.type) {
    case 'ContactIdentified': {
      const { contactId, channel, externalUserId } = event.data;
      return { ...state, contactId, identities: [...state.identities, { channel, externalUserId }] };
    }
    case 'ContactDetailsCaptured':
      return { ...state, details: { ...state.details, ...event.data.details } };
    case 'FirstHandlerPreferenceSet':
      return { ...state, firstHandler: event.data.firstHandler };
    case 'ContactsLinked':
      return { ...state, linkedContactIds: [...state.linkedContactIds, event.data.otherContactId] };
    case 'FollowUpOpened': {
      const { followUpId, conversationId } = event.data;
      return { ...state, followUps: [...state.followUps, { followUpId, conversationId, open: true }] };
    }
    case 'FollowUpClosed': {
      const { followUpId } = event.data;
      const close = (one: FollowUp) => (one.followUpId === followUpId ? { ...one, open: false } : one);
      return { ...state, followUps: state.followUps.map(close) };
    }
    case 'ContactErased':
      return { ...state, identities: [], details: {}, erased: true, entries: event.data.entry };
    default:
      return state;
  }
}

export const contact: Aggregate<Contact, ContactEvent> = {
  category: 'contact',
  initial,
  evolve,
  contactOf: (state) => (state.contactId === '' ? undefined : state.contactId),
};
