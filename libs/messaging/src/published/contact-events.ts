import type { ContactEventMap } from '#domain';
import type { Contract } from './contract.js';
import { contactDetails } from './parts.js';
import { id, nullable, object, personal, text, whole, word } from './schema.js';

/* What handoff.contact.v1 promises. */

const v1 = <Shape>(schema: Shape) => ({ version: 1, schema });

export const contactEvents: Contract<ContactEventMap> = {
  ContactIdentified: v1(object({ contactId: id, channel: text, externalUserId: personal(text) })),
  ContactDetailsCaptured: v1(object({ source: text, details: personal(contactDetails) })),
  FirstHandlerPreferenceSet: v1(object({ firstHandler: word('ai', 'human') })),
  ContactsLinked: v1(object({ otherContactId: id })),
  FollowUpOpened: v1(object({ followUpId: id, conversationId: nullable(id) })),
  FollowUpClosed: v1(object({ followUpId: id, outcome: text })),
  ContactErased: v1(object({ entry: whole, requestedBy: id })),
};
