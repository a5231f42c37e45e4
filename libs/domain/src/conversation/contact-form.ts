import { checkDetails } from '../contact/details.js';
import type { ContactDetails } from '../contact/events.js';
import type { Decision } from '../kernel.js';
import type { DecisionContext } from './context.js';
import type { ConversationEvent } from './events.js';
import { record } from './record.js';
import { requireStarted } from './refusal.js';
import type { Conversation } from './state.js';

/** What a customer leaves so that somebody gets back to them. */
export interface SubmitContactForm {
  /** The form that was asked for; `null` where the customer came by the contact path without one. */
  readonly formId: string | null;
  readonly details: ContactDetails;
}

/**
 * Row 57: the details are kept and a follow-up opened, whatever becomes of the conversation, closed ones included; control does not move.
 * A form is submitted once. The contact's stream gets the details by `captureDetails`.
 * @throws Rejected `conversation_not_found`, `invalid_details`, `text_too_long`
 */
export function submitContactForm(
  state: Conversation,
  { formId, details }: SubmitContactForm,
  context: DecisionContext,
): Decision<ConversationEvent> {
  requireStarted(state);
  const followUpId = context.newId('follow-up');
  if (state.formIds.includes(formId ?? followUpId)) return [];
  checkDetails(details);
  const log = record(state, context.at);
  log.write('ContactFormSubmitted', { formId, followUpId, details });
  return log.events;
}
