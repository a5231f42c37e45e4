import type { Decision } from '../kernel.js';
import type { DecisionContext } from './context.js';
import type { ConversationEvent, ConversationEventMap } from './events.js';
import { record } from './record.js';
import { requireStarted } from './refusal.js';
import { deliveryFact, noticeFact, type Conversation } from './state.js';

type Notice = ConversationEventMap['NoticeSent'];
type Delivery = ConversationEventMap['DeliveryRecorded'];

/** The platform told the customer something; one id per notice, however often it is reported. @throws Rejected `conversation_not_found` */
export function recordNotice(
  state: Conversation,
  notice: Notice,
  context: DecisionContext,
): Decision<ConversationEvent> {
  requireStarted(state);
  if (state.toldFacts.includes(noticeFact(notice))) return [];
  const log = record(state, context.at);
  log.write('NoticeSent', notice);
  return log.events;
}

/** What became of a message we sent; each outcome once. @throws Rejected `conversation_not_found` */
export function recordDelivery(
  state: Conversation,
  delivery: Delivery,
  context: DecisionContext,
): Decision<ConversationEvent> {
  requireStarted(state);
  if (state.toldFacts.includes(deliveryFact(delivery))) return [];
  const log = record(state, context.at);
  log.write('DeliveryRecorded', delivery);
  return log.events;
}
