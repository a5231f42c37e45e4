import type { EventsOf, Personal } from '../kernel.js';

/* The storage format of `contact-{id}` streams: version with care. The id is random; identities stand here sealed only. */

export interface ContactDetails {
  readonly name?: string;
  readonly phone?: string;
  readonly email?: string;
  readonly note?: string;
}

/** A closed list, since words about a person would have to be sealed. */
export type FollowUpOutcome = 'done' | 'unreachable' | 'not_needed';

export interface ContactEventMap {
  ContactIdentified: {
    readonly contactId: string;
    readonly channel: string;
    /** The channel's own id for the person, sealed; look-ups go through a keyed hash in the contact directory. */
    readonly externalUserId: Personal<string>;
  };
  ContactDetailsCaptured: { readonly source: string; readonly details: Personal<ContactDetails> };
  FirstHandlerPreferenceSet: { readonly firstHandler: 'ai' | 'human' };
  ContactsLinked: { readonly otherContactId: string };
  FollowUpOpened: { readonly followUpId: string; readonly conversationId: string | null };
  FollowUpClosed: { readonly followUpId: string; readonly outcome: FollowUpOutcome };
  ContactErased: { readonly entry: number; readonly requestedBy: string };
}

export type ContactEvent = EventsOf<ContactEventMap>;
