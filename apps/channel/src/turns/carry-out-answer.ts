import type { CommandBus, ICommand } from '@nestjs/cqrs';
import {
  AssessTurn,
  CloseConversation,
  HandOffToAgent,
  OfferHandoff,
  RecordAgentAction,
  ReplyAsAgent,
  RequestHandoff,
  type Issue,
} from '#commands';
import { Rejected, type AgentClaim, type MessageRange } from '#domain';
import { newIdsOf } from '#event-store';
import type { TurnAnswer } from './turn-answer.js';

/** Under what an answer is carried out. */
export interface TurnOf extends AgentClaim {
  readonly workspaceId: string;
  readonly conversationId: string;
  readonly given: MessageRange | null;
  /** Whether the agent has a trigger for the customer's sentiment. */
  readonly minds: boolean;
}

/**
 * Turns a runtime's answer into commands, in the order in which one would do it: what it did, what it says, how it went, what comes next.
 * Every command's id follows from the turn, so the same answer carried out twice has one effect.
 * @throws Rejected from the first command that is refused: `stale_epoch` when control moved meanwhile
 */
export async function carryOutAnswer(commands: CommandBus, of: TurnOf, answer: TurnAnswer): Promise<void> {
  const { conversationId, given, minds, workspaceId, ...claim } = of;
  const { agentId, epoch, turnId } = claim;
  const idOf = newIdsOf(conversationId, `turn:${turnId}`);
  const run = (name: string, command: (issue: Issue) => ICommand) =>
    commands.execute(
      command({ commandId: idOf(name), workspaceId, actor: { kind: 'ai_agent', id: agentId }, correlationId: turnId }),
    );
  const by = { kind: 'agent', agentId, epoch } as const;

  for (const [i, { arguments: args = null, result = null, ...action }] of (answer.actions ?? []).entries()) {
    const request = { ...claim, ...action, arguments: args, result };
    await run(`action ${i}`, (issue) => new RecordAgentAction(conversationId, request, issue));
  }
  for (const [i, { text, attachments = [] }] of (answer.messages ?? []).entries()) {
    const request = { ...claim, text, attachments, ...(given === null ? {} : { given }) };
    await run(`reply ${i}`, (issue) => new ReplyAsAgent(conversationId, request, issue));
  }
  const { assessment, offer, handoff, handToAgent, close } = answer;
  const assess = (issue: Issue) => new AssessTurn(conversationId, { ...claim, ...assessment }, issue);
  if (assessment !== undefined) await run('assessment', assess);
  // What the runtime leaves out, the customer's own words may tell. Control that moved right after the answer has no use for it.
  else if (minds && answer.messages !== undefined) await run('assessment', assess).catch(unlessRefused);
  if (offer !== undefined)
    await run('offer', (issue) => new OfferHandoff(conversationId, { ...offer, agentId, epoch }, issue));
  if (handoff !== undefined)
    await run('handoff', (issue) => new RequestHandoff(conversationId, { ...handoff, by }, issue));
  if (handToAgent !== undefined)
    await run('to agent', (issue) => new HandOffToAgent(conversationId, { ...handToAgent, by }, issue));
  if (close !== undefined) {
    const seen = { ...by, lastMessageSeen: given?.to ?? '' };
    await run('close', (issue) => new CloseConversation(conversationId, { ...close, by: seen }, issue));
  }
}

function unlessRefused(error: unknown): void {
  if (!(error instanceof Rejected)) throw error;
}
