import type { Type } from '@nestjs/common';
import type { ICommandHandler } from '@nestjs/cqrs';
import { AnswerOfferHandler } from './conversation/answer-offer.js';
import { AssessTurnHandler } from './conversation/assess-turn.js';
import { AssignConversationHandler } from './conversation/assign-conversation.js';
import { AssumeConversationHandler } from './conversation/assume-conversation.js';
import { CancelHandoffHandler } from './conversation/cancel-handoff.js';
import { ClaimConversationHandler } from './conversation/claim-conversation.js';
import { CloseConversationHandler } from './conversation/close-conversation.js';
import { FireDeadlineHandler } from './conversation/fire-deadline.js';
import { HandOffToAgentHandler } from './conversation/hand-off-to-agent.js';
import { OfferHandoffHandler } from './conversation/offer-handoff.js';
import { ReceiveCustomerMessageHandler } from './conversation/receive-customer-message.js';
import { ReceiveOutsideReplyHandler } from './conversation/receive-outside-reply.js';
import { RecordAgentActionHandler } from './conversation/record-agent-action.js';
import { RecordDeliveryHandler } from './conversation/record-delivery.js';
import { RecordNoticeHandler } from './conversation/record-notice.js';
import { ReleaseConversationHandler } from './conversation/release-conversation.js';
import { ReplyAsAgentHandler } from './conversation/reply-as-agent.js';
import { ReplyAsMemberHandler } from './conversation/reply-as-member.js';
import { RequestHandoffHandler } from './conversation/request-handoff.js';
import { ReturnToAIHandler } from './conversation/return-to-ai.js';
import { StartConversationHandler } from './conversation/start-conversation.js';
import { SubmitContactFormHandler } from './conversation/submit-contact-form.js';
import { SweepRemovedMemberHandler } from './conversation/sweep-removed-member.js';
import { SwitchToHumanHandler } from './conversation/switch-to-human.js';
import { TransferConversationHandler } from './conversation/transfer-conversation.js';
import { TransferToAIHandler } from './conversation/transfer-to-ai.js';
import { UnassignAgentHandler } from './conversation/unassign-agent.js';
import { ApplyAgentVersionHandler } from './agent/apply-agent-version.js';
import { ArchiveAgentHandler } from './agent/archive-agent.js';
import { PublishAgentHandler } from './agent/publish-agent.js';
import { RegisterAgentHandler } from './agent/register-agent.js';
import { UnpublishAgentHandler } from './agent/unpublish-agent.js';
import { AddMemberHandler } from './workspace/add-member.js';
import { ChangeBusinessHoursHandler } from './workspace/change-business-hours.js';
import { ChangeChannelHandler } from './workspace/change-channel.js';
import { ChangeLoopLimitHandler } from './workspace/change-loop-limit.js';
import { ChangeReasonCodesHandler } from './workspace/change-reason-codes.js';
import { ChangeRoleHandler } from './workspace/change-role.js';
import { ChangeTeamHandler } from './workspace/change-team.js';
import { ChangeTransferPolicyHandler } from './workspace/change-transfer-policy.js';
import { ChangeWaitPolicyHandler } from './workspace/change-wait-policy.js';
import { CreateWorkspaceHandler } from './workspace/create-workspace.js';
import { IssueApiKeyHandler } from './workspace/issue-api-key.js';
import { RecordAccessRefusedHandler } from './workspace/record-access-refused.js';
import { RecordConnectorChangedHandler } from './workspace/record-connector-changed.js';
import { RecordEvidenceViewedHandler } from './workspace/record-evidence-viewed.js';
import { RecordWebhookChangedHandler } from './workspace/record-webhook-changed.js';
import { RemoveMemberHandler } from './workspace/remove-member.js';
import { RemoveTeamHandler } from './workspace/remove-team.js';
import { RevokeApiKeyHandler } from './workspace/revoke-api-key.js';
import { SetDefaultAgentHandler } from './workspace/set-default-agent.js';
import { SetLegalHoldHandler } from './workspace/set-legal-hold.js';
import { CaptureDetailsHandler } from './contact/capture-details.js';
import { CloseFollowUpHandler } from './contact/close-follow-up.js';
import { CompleteAuditExportHandler } from './export/complete-audit-export.js';
import { RequestAuditExportHandler } from './export/request-audit-export.js';
import { EraseContactHandler } from './contact/erase-contact.js';
import { IdentifyContactHandler } from './contact/identify-contact.js';
import { LinkContactsHandler } from './contact/link-contacts.js';
import { SetFirstHandlerPreferenceHandler } from './contact/set-first-handler-preference.js';

/** Every use case. A new one is a file and a line here. */
export const handlers: readonly Type<ICommandHandler>[] = [
  AnswerOfferHandler,
  AssessTurnHandler,
  AssignConversationHandler,
  AssumeConversationHandler,
  CancelHandoffHandler,
  ClaimConversationHandler,
  CloseConversationHandler,
  FireDeadlineHandler,
  HandOffToAgentHandler,
  OfferHandoffHandler,
  ReceiveCustomerMessageHandler,
  ReceiveOutsideReplyHandler,
  RecordAgentActionHandler,
  RecordDeliveryHandler,
  RecordNoticeHandler,
  ReleaseConversationHandler,
  ReplyAsAgentHandler,
  ReplyAsMemberHandler,
  RequestHandoffHandler,
  ReturnToAIHandler,
  StartConversationHandler,
  SubmitContactFormHandler,
  SweepRemovedMemberHandler,
  SwitchToHumanHandler,
  TransferConversationHandler,
  TransferToAIHandler,
  UnassignAgentHandler,
  ApplyAgentVersionHandler,
  ArchiveAgentHandler,
  PublishAgentHandler,
  RegisterAgentHandler,
  UnpublishAgentHandler,
  AddMemberHandler,
  ChangeBusinessHoursHandler,
  ChangeChannelHandler,
  ChangeLoopLimitHandler,
  ChangeReasonCodesHandler,
  ChangeRoleHandler,
  ChangeTeamHandler,
  ChangeTransferPolicyHandler,
  ChangeWaitPolicyHandler,
  CreateWorkspaceHandler,
  IssueApiKeyHandler,
  RecordAccessRefusedHandler,
  RecordConnectorChangedHandler,
  RecordEvidenceViewedHandler,
  RecordWebhookChangedHandler,
  RemoveMemberHandler,
  RemoveTeamHandler,
  RevokeApiKeyHandler,
  SetDefaultAgentHandler,
  SetLegalHoldHandler,
  CaptureDetailsHandler,
  CloseFollowUpHandler,
  EraseContactHandler,
  RequestAuditExportHandler,
  CompleteAuditExportHandler,
  IdentifyContactHandler,
  LinkContactsHandler,
  SetFirstHandlerPreferenceHandler,
];
