import type { AgentEventMap, ContactEventMap, ConversationEventMap, WorkspaceEventMap } from '#domain';

/**
 * One sentence on every published type, for readers who have nothing but the AsyncAPI document. Control of a conversation is in one of
 * the states ai, handoff_offered, waiting (in the queue), human (assigned) and closed; → says which one an event leads to.
 */
export const meanings: Readonly<
  Record<keyof ConversationEventMap | keyof AgentEventMap | keyof WorkspaceEventMap | keyof ContactEventMap, string>
> = {
  ConversationStarted:
    'A contact began a conversation on a channel. → ai. Where no agent can take it, HandoffRequested follows at once.',
  CustomerMessageReceived: 'The customer wrote. Changes no control by itself.',
  AgentReplied: 'The agent in control answered.',
  AgentReplyFenced: 'An answer of an agent came after control had moved on; it was refused and never sent.',
  AgentActionRecorded: 'An agent ran a skill; late when control had moved on meanwhile.',
  TurnAssessed: 'The runtime rated its own turn; fired says whether that set off a trigger.',
  HandoffOffered: 'The agent offered to connect a person. → handoff_offered; the agent still answers.',
  HandoffOfferAccepted: 'The customer said yes; HandoffRequested follows.',
  HandoffOfferDeclined: 'The customer said no. → ai.',
  HandoffOfferLapsed: 'The offer is over without an answer. → ai, unless HandoffRequested follows.',
  HandoffRequested:
    'A stretch with people begins: the conversation enters the queue. → waiting. Order in the queue: higher priority first, then the older queuedAt; teamId narrows it to a team.',
  HandoffRefused: 'Something asked for a handoff that may not be; the state is as before.',
  Claimed: 'A member (to) took the conversation out of the queue. → human.',
  Assigned: 'The conversation was given to a member (to). → human.',
  Assumed: 'A member (to) took it over from a colleague or from the agent. → human.',
  MemberReplied: 'The assignee wrote to the customer.',
  ExternalReplyObserved: 'Somebody other than the assignee answered in an outside application.',
  Transferred:
    'The assignee passed it on: to a member → human, to the queue of a team → waiting, with its original queuedAt.',
  Released: 'Back into the queue with its original queuedAt. → waiting.',
  ReturnedToAI:
    'The stretch ends and an agent (agentId) has control. → ai. With resume immediate it answers at once, with on_next_message it waits for the customer.',
  HandedOffToAgent: 'One agent passed the conversation to another one (to). → ai.',
  TimedOut: 'A deadline passed; effect says what it did, and the event of that effect follows.',
  ContactFormRequested: 'Nobody was there in time: the customer is asked for contact details. Still waiting.',
  Renotified: 'The team is told again of a waiting conversation.',
  FallbackTeamSet: 'A waiting conversation moved to the queue of another team (teamId). Still waiting.',
  OffHoursNoted: 'The handoff came outside business hours; opensAt says when they begin.',
  ContactFormSubmitted: 'The customer left contact details; a follow-up is open.',
  ConversationClosed: 'The conversation is over. → closed, for ever; the next message starts another one.',
  NoticeSent: 'The platform told the customer something.',
  DeliveryRecorded: 'What the channel said about the delivery of a message.',
  AgentRegistered: 'An AI agent was added to the workspace.',
  AgentVersionApplied: 'A new version of the agent’s settings was saved; not yet in use.',
  AgentVersionPublished: 'This version is in use from now on.',
  AgentUnpublished: 'The agent takes no new conversations.',
  AgentArchived: 'The agent is gone for good.',
  WorkspaceCreated: 'A workspace began.',
  DefaultAgentSet: 'Which agent takes new conversations; of one channel where it is named.',
  MemberAdded: 'A person joined the workspace.',
  MemberRoleChanged: 'A person’s role changed.',
  MemberRemoved: 'A person left; their conversations are released.',
  TeamChanged: 'A team was made, changed or removed.',
  WaitPolicyChanged: 'What happens, step by step, while a customer waits.',
  BusinessHoursChanged: 'When the workspace is open.',
  ReasonCodesChanged: 'The workspace’s own reason codes.',
  LoopLimitChanged: 'How many agents may pass a conversation on before a person gets it.',
  TransferPolicyChanged: 'What a transfer to AI meets when the customer asked for a person.',
  ChannelChanged: 'A channel was added, changed or switched off.',
  ApiKeyIssued: 'A key for an integration or an AI runtime (scope) was issued.',
  ApiKeyRevoked: 'A key for an integration or an AI runtime was revoked.',
  WebhookChanged:
    'Somebody made, paused, resumed or removed a webhook, or changed its secret; host is that of its address.',
  ConnectorChanged: 'Somebody set or removed how a channel reaches its customers, or changed its secret.',
  EvidenceViewed: 'A person looked at recorded evidence.',
  AccessRefused: 'Somebody asked for what they may not, or showed a key that is not good: count times since since.',
  LedgerKeyRotated: 'The key that signs the ledger changes; the public keys are told.',
  LegalHoldSet: 'Erasure of a contact is blocked, or no longer.',
  ContactIdentified: 'A contact was first seen on a channel.',
  ContactDetailsCaptured: 'Contact details were left or learnt.',
  FirstHandlerPreferenceSet: 'Who takes this contact’s future conversations first: ai or human.',
  ContactsLinked: 'Two contacts are the same person.',
  FollowUpOpened: 'Somebody should get back to this contact.',
  FollowUpClosed: 'Somebody did, or decided not to.',
  ContactErased: 'The contact’s key was destroyed: no envelope of this subject opens any more.',
};
