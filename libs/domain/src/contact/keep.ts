import type { Decision, Instant } from '../kernel.js';
import { refuse } from '../refusals.js';
import { same } from '../same.js';
import { requireRole } from '../workspace/roles.js';
import type { Member } from '../workspace/state.js';
import { checkDetails } from './details.js';
import type { ContactDetails, ContactEvent, FollowUpOutcome } from './events.js';
import type { Contact } from './state.js';

interface Now {
  readonly at: Instant;
}

export interface IdentifyContact {
  readonly contactId: string;
  readonly channel: string;
  readonly externalUserId: string;
}

/**
 * A channel's user is this contact. Quiet when known.
 * @throws Rejected `erased`
 */
export function identifyContact(state: Contact, request: IdentifyContact, { at }: Now): Decision<ContactEvent> {
  const { contactId, channel, externalUserId } = request;
  requireNotErased(state);
  if (state.identities.some((one) => one.channel === channel && one.externalUserId === externalUserId)) return [];
  return [{ type: 'ContactIdentified', at, data: { contactId, channel, externalUserId } }];
}

export interface CaptureDetails {
  /** Where they came from, e.g. `contact_form`. */
  readonly source: string;
  readonly details: ContactDetails;
  /** Row 57: somebody shall get back to the customer. */
  readonly followUp?: { readonly followUpId: string; readonly conversationId: string | null };
}

/**
 * Details a customer left, and the follow-up they ask for, which stays open until a member closes it. Told twice, kept once.
 * @throws Rejected `contact_not_found`, `erased`, `invalid_details`, `text_too_long`
 */
export function captureDetails(state: Contact, request: CaptureDetails, { at }: Now): Decision<ContactEvent> {
  requireKnown(state);
  const { source, details, followUp } = request;
  checkDetails(details);
  const opened = followUp && state.followUps.some((one) => one.followUpId === followUp.followUpId);
  const known = same({ ...state.details, ...details }, state.details);
  return [
    ...(known ? [] : [{ type: 'ContactDetailsCaptured' as const, at, data: { source, details } }]),
    ...(followUp && !opened ? [{ type: 'FollowUpOpened' as const, at, data: followUp }] : []),
  ];
}

export interface CloseFollowUp {
  readonly member: Member;
  readonly followUpId: string;
  readonly outcome: FollowUpOutcome;
}

/**
 * @throws Rejected `follow_up_not_found`, `role_not_allowed`, `contact_not_found`
 */
export function closeFollowUp(state: Contact, request: CloseFollowUp, { at }: Now): Decision<ContactEvent> {
  const { member, followUpId, outcome } = request;
  requireRole(member.role, 'operator');
  if (state.contactId === '') throw refuse('contact_not_found');
  const followUp = state.followUps.find((one) => one.followUpId === followUpId);
  if (followUp === undefined) throw refuse('follow_up_not_found', { followUpId });
  return followUp.open ? [{ type: 'FollowUpClosed', at, data: { followUpId, outcome } }] : [];
}

/**
 * Row 30: who handles the contact's future conversations first.
 * @throws Rejected `contact_not_found`, `erased`, `role_not_allowed`
 */
export function setFirstHandler(
  state: Contact,
  { member, firstHandler }: { readonly member: Member; readonly firstHandler: 'ai' | 'human' },
  { at }: Now,
): Decision<ContactEvent> {
  requireRole(member.role, 'operator');
  requireKnown(state);
  return state.firstHandler === firstHandler ? [] : [{ type: 'FirstHandlerPreferenceSet', at, data: { firstHandler } }];
}

/**
 * Two contacts are one person.
 * @throws Rejected `contact_not_found`, `erased`, `role_not_allowed`
 */
export function linkContacts(
  state: Contact,
  { member, otherContactId }: { readonly member: Member; readonly otherContactId: string },
  { at }: Now,
): Decision<ContactEvent> {
  requireRole(member.role, 'operator');
  requireKnown(state);
  if (otherContactId === state.contactId || state.linkedContactIds.includes(otherContactId)) return [];
  return [{ type: 'ContactsLinked', at, data: { otherContactId } }];
}

/**
 * The contact's personal data is to be forgotten: the event that the key's destruction is proven by. Open conversations are closed before.
 * @throws Rejected `legal_hold`, `contact_not_found`, `role_not_allowed`
 */
export function eraseContact(
  state: Contact,
  { member, legalHolds }: { readonly member: Member; readonly legalHolds: readonly string[] },
  { at }: Now,
): Decision<ContactEvent> {
  requireRole(member.role, 'admin');
  if (state.contactId === '') throw refuse('contact_not_found');
  if (state.erased) return [];
  if (legalHolds.includes(state.contactId)) throw refuse('legal_hold', { contactId: state.contactId });
  return [{ type: 'ContactErased', at, data: { entry: state.entries + 1, requestedBy: member.id } }];
}

function requireKnown(state: Contact): void {
  if (state.contactId === '') throw refuse('contact_not_found');
  requireNotErased(state);
}

function requireNotErased({ erased, contactId }: Contact): void {
  if (erased) throw refuse('erased', { contactId });
}
