import { Rejected, type RejectionKind } from './kernel.js';

/** Every refusal of the domain: its stable code, what kind of no it is, and a sentence for people. The documentation prints this list. */
export const refusals = {
  conversation_not_found: ['not_found', 'There is no such conversation.'],
  agent_not_found: ['not_found', 'There is no such agent.'],
  workspace_not_found: ['not_found', 'There is no such workspace.'],
  member_not_found: ['not_found', 'There is no such member in this workspace.'],
  team_not_found: ['not_found', 'There is no such team in this workspace.'],
  contact_not_found: ['not_found', 'There is no such contact.'],
  follow_up_not_found: ['not_found', 'There is no such follow-up.'],
  version_not_found: ['not_found', 'The agent has no such version.'],
  api_key_not_found: ['not_found', 'There is no such API key.'],

  closed: ['conflict', 'The conversation is closed; the next message of the customer starts a new one.'],
  already_started: ['conflict', 'This conversation was started with other particulars.'],
  not_waiting: ['conflict', 'The conversation is not waiting for a person.'],
  not_with_ai: ['conflict', 'The conversation is not with an AI agent.'],
  not_with_people: ['conflict', 'The conversation is not with people.'],
  already_claimed: ['conflict', 'Somebody else has claimed the conversation.'],
  returned_to_ai: ['conflict', 'The conversation went back to an AI agent before it was claimed.'],
  not_your_conversation: ['conflict', 'Only the member to whom the conversation is assigned may do this.'],
  stale_epoch: ['conflict', 'Control has moved since this turn began: the agent may no longer answer.'],
  unknown_turn: ['conflict', 'The agent owes no answer under this turn.'],
  offer_pending: ['conflict', 'The customer has not answered the offer of a person yet.'],
  no_offer: ['conflict', 'No such offer is open.'],
  newer_message: ['conflict', 'The customer has written since the message the agent saw last.'],
  same_agent: ['conflict', 'The agent already has the conversation.'],
  agent_not_active: ['conflict', 'The agent is not active on this channel.'],
  agent_not_published: ['conflict', 'The agent is not published.'],
  agent_archived: ['conflict', 'The agent is archived.'],
  no_active_agent: ['conflict', 'No agent is active on this channel.'],
  handoff_disabled: ['conflict', 'Handing off to people is switched off for this agent.'],
  not_identified: ['conflict', 'The customer is not identified on this channel, so nobody could take over.'],
  test_conversation: ['conflict', 'A test chat cannot be handed off.'],
  transfer_denied: ['conflict', 'The workspace keeps such a conversation with people.'],
  transfer_needs_confirmation: [
    'conflict',
    'The conversation should stay with people; confirm to transfer it all the same.',
  ],
  channel_disabled: ['conflict', 'The channel is switched off.'],
  changed_meanwhile: ['conflict', 'Somebody else has changed this in the meantime.'],
  already_exists: ['conflict', 'It exists already, with other particulars.'],
  last_owner: ['conflict', 'A workspace keeps at least one owner.'],
  member_removed: ['conflict', 'The member was removed from the workspace.'],
  erased: ['conflict', 'The personal data of this contact was erased.'],
  legal_hold: ['conflict', 'A legal hold forbids erasing this contact.'],

  role_not_allowed: ['forbidden', 'The role of the member does not allow this.'],

  text_too_long: ['invalid', 'The text is too long.'],
  too_many_attachments: ['invalid', 'There are too many attachments.'],
  empty_message: ['invalid', 'A message needs a text or an attachment.'],
  too_many_phrases: ['invalid', 'There are too many phrases.'],
  phrase_too_long: ['invalid', 'A phrase is too long.'],
  unknown_reason_code: ['invalid', 'The workspace has no such reason code.'],
  invalid_setting: ['invalid', 'A setting is outside its limits.'],
  invalid_details: ['invalid', 'The details need a phone number or an e-mail address.'],
} as const satisfies Readonly<Record<string, readonly [RejectionKind, string]>>;

export type RefusalCode = keyof typeof refusals;

/** A refusal to throw. `facts` say what the caller needs to go on, e.g. the limit that was passed. */
export function refuse(code: RefusalCode, facts: Readonly<Record<string, unknown>> = {}): Rejected {
  const [kind, sentence] = refusals[code];
  return new Rejected(kind, code, sentence, facts);
}
