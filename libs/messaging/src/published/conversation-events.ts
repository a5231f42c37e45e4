import type { ConversationEventMap } from '#domain';
import {
  agentParty,
  attachments,
  contactDetails,
  control,
  deadlineKind,
  deadlines,
  decidedBy,
  detection,
  evidence,
  memberParty,
  messageRange,
  context,
  party,
  trace,
  trigger,
  turn,
} from './parts.js';
import {
  anything,
  decimal,
  flag,
  id,
  instant,
  nullable,
  object,
  optional,
  personal,
  record,
  text,
  whole,
  word,
} from './schema.js';
import type { Contract } from './contract.js';

/* What handoff.conversation.v1 promises. A published version changes only by new optional properties and new words. */

const v1 = <Shape>(schema: Shape) => ({ version: 1, schema });
const sentMessage = { text: personal(text), attachments: personal(attachments) };
const offer = { offerId: id, deadlines: optional(deadlines) };
const resume = word('on_next_message', 'immediate');

export const conversationEvents: Contract<ConversationEventMap> = {
  ConversationStarted: v1(
    object({
      contactId: id,
      channel: text,
      sequence: whole,
      environment: word('live', 'staging', 'test'),
      identified: flag,
      agent: nullable(agentParty),
      previousConversationId: nullable(id),
      linkedConversationId: optional(id),
      epoch: whole,
      entry: whole,
    }),
  ),
  CustomerMessageReceived: v1(
    object({
      messageId: id,
      channelMessageId: id,
      receivedAt: instant,
      ...sentMessage,
      detection,
      evidence: personal(evidence),
      turn: optional(turn),
      deadlines: optional(deadlines),
    }),
  ),
  AgentReplied: v1(
    object({
      messageId: id,
      turnId: id,
      inReplyTo: nullable(id),
      given: optional(messageRange),
      agent: agentParty,
      epoch: whole,
      ...sentMessage,
      deadlines: optional(deadlines),
    }),
  ),
  AgentReplyFenced: v1(object({ turnId: id, agentId: id, epoch: whole, currentEpoch: whole, state: text })),
  AgentActionRecorded: v1(
    object({
      actionId: id,
      turnId: id,
      agent: agentParty,
      name: text,
      arguments: personal(anything),
      result: personal(anything),
      late: flag,
    }),
  ),
  TurnAssessed: v1(
    object({
      turnId: id,
      inputs: personal(object({ sentiment: optional(decimal), answered: optional(flag) })),
      counters: record(decimal),
      trace,
      fired: nullable(trigger),
    }),
  ),
  HandoffOffered: v1(
    object({
      ...offer,
      trigger,
      decidedBy,
      reasonCode: text,
      reasonText: optional(personal(text)),
      context: optional(personal(context)),
      trace,
    }),
  ),
  HandoffOfferAccepted: v1(object({ ...offer, messageId: nullable(id) })),
  HandoffOfferDeclined: v1(object({ ...offer, messageId: nullable(id) })),
  HandoffOfferLapsed: v1(object({ ...offer, cause: word('other_content', 'superseded', 'timed_out', 'closed') })),
  HandoffRequested: v1(
    object({
      ...control,
      priority: decimal,
      teamId: nullable(id),
      queuedAt: instant,
      customerAsked: flag,
      tellFirst: optional(id),
      trace,
      evidence: optional(personal(evidence)),
    }),
  ),
  HandoffRefused: v1(object({ trigger, code: text, decidedBy })),
  Claimed: v1(object(control)),
  Assigned: v1(object(control)),
  Assumed: v1(object(control)),
  MemberReplied: v1(
    object({
      messageId: id,
      clientMessageId: nullable(id),
      member: memberParty,
      via: word('inbox', 'outside'),
      ...sentMessage,
      deadlines: optional(deadlines),
    }),
  ),
  ExternalReplyObserved: v1(
    object({
      messageId: id,
      clientMessageId: id,
      memberId: nullable(id),
      ...sentMessage,
      deadlines: optional(deadlines),
    }),
  ),
  Transferred: v1(object(control)),
  Released: v1(object({ ...control, cause: word('by_member', 'first_response', 'next_response', 'member_removed') })),
  ReturnedToAI: v1(
    object({
      ...control,
      agentId: id,
      agentVersion: whole,
      endsHandoffId: id,
      cause: word('returned_by_member', 'transferred_by_assignee', 'idle_timeout', 'customer_cancelled'),
      resume,
      warningOverridden: optional(text),
      turn: optional(turn),
    }),
  ),
  HandedOffToAgent: v1(object({ ...control, resume, turn: optional(turn) })),
  TimedOut: v1(
    object({
      kind: deadlineKind,
      dueAt: instant,
      generation: whole,
      step: nullable(whole),
      effect: word(
        'notify',
        'contact_form',
        'fallback_team',
        'close',
        'returned_to_ai',
        'released',
        'offer_lapsed',
        'handoff_requested',
        'none',
      ),
      handoffId: nullable(id),
      entry: whole,
      deadlines: optional(deadlines),
    }),
  ),
  ContactFormRequested: v1(object({ handoffId: id, formId: id })),
  Renotified: v1(object({ handoffId: id, step: whole })),
  FallbackTeamSet: v1(object({ handoffId: id, teamId: id, step: whole, entry: whole })),
  OffHoursNoted: v1(object({ handoffId: id, opensAt: nullable(instant), hoursVersion: whole })),
  ContactFormSubmitted: v1(object({ formId: nullable(id), followUpId: id, details: personal(contactDetails) })),
  ConversationClosed: v1(
    object({
      by: decidedBy,
      outcome: word('resolved', 'unresolved', 'abandoned', 'unclaimed', 'erased'),
      reasonCode: text,
      reasonText: optional(personal(text)),
      handoffId: nullable(id),
      from: nullable(party),
      epoch: whole,
      entry: whole,
      deadlines: optional(deadlines),
    }),
  ),
  NoticeSent: v1(object({ noticeId: id, kind: text, causedBy: id })),
  DeliveryRecorded: v1(
    object({
      messageId: id,
      status: word('sent', 'delivered', 'failed'),
      channelMessageId: optional(id),
      code: optional(text),
    }),
  ),
};
