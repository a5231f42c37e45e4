export * from './kernel.js';
export * from './refusals.js';
export * from './limits.js';
export * from './personal-fields.js';
export * from './upcasts.js';

export * from './conversation/parts.js';
export * from './conversation/events.js';
export * from './conversation/state.js';
export { conversation } from './conversation/evolve.js';
export { isControlEvent, isLedgerEvent, type LedgerType } from './conversation/record.js';
export type { DecisionContext } from './conversation/context.js';
export type { Reason } from './conversation/parties.js';
export { startConversation, type StartConversation } from './conversation/start.js';
export { receiveCustomerMessage, type ReceiveCustomerMessage } from './conversation/receive-message.js';
export * from './conversation/agent-turn.js';
export * from './conversation/request-handoff.js';
export { claim, assign, assume, type Claim, type Assign, type Assume } from './conversation/take-over.js';
export { replyAsMember, type ReplyAsMember } from './conversation/reply-as-member.js';
export { transfer, release, sweepRemovedMember, type Transfer, type Release } from './conversation/pass-on.js';
export { returnToAI, transferToAI, type ReturnToAI } from './conversation/return-to-ai.js';
export { fireDeadline, type FireDeadline } from './conversation/fire-deadline.js';
export { close, type CloseConversation } from './conversation/close.js';

export * from './agent/events.js';
export * from './agent/state.js';
export * from './agent/defaults.js';
export * from './agent/configure.js';

export * from './workspace/events.js';
export * from './workspace/defaults.js';
export * from './workspace/state.js';
export * from './workspace/roles.js';
export { isOpen, opensAt } from './workspace/business-hours.js';
export type { WorkspaceContext } from './workspace/change.js';
export * from './workspace/members.js';
export * from './workspace/settings.js';
export * from './workspace/oversight.js';

export * from './contact/events.js';
export * from './contact/state.js';
export * from './contact/keep.js';
