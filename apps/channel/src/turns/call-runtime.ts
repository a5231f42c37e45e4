import type { CommandBus } from '@nestjs/cqrs';
import { RequestHandoff, type Platform } from '#commands';
import {
  conversation,
  isWithAi,
  plusSeconds,
  Rejected,
  settingsOf,
  type AgentSettings,
  type Conversation,
  type ConversationEvent,
} from '#domain';
import { load, newIdsOf, type StoredEvent } from '#event-store';
import {
  failedTry,
  secretOf,
  sign,
  type Delivery,
  type Final,
  type Outside,
  type SecretBox,
  type Tried,
} from '#messaging';
import { carryOutAnswer } from './carry-out-answer.js';
import type { TurnPayload } from './take-turns.js';
import { turnAnswerIn } from './turn-answer.js';
import { contextFor, messagesUpTo, rangeOf, type TurnRequest } from './turn-request.js';

const maxAnswerBytes = 256 * 1024;

export interface CallRuntimeParts {
  readonly platform: Platform;
  readonly commands: CommandBus;
  readonly outside: Outside;
  readonly box: SecretBox;
}

/** The secret that calls of an agent's runtime are signed with. */
export function runtimeSecret(box: SecretBox, workspaceId: string, agentId: string): string {
  return secretOf(box.derive(`runtime-of-agent:${workspaceId}:${agentId}`));
}

const done = (code: string): Tried => ({ state: 'sent', code });

/** Asks the runtime of an agent for the answer it owes, within the turn's deadline. */
export class CallRuntime {
  constructor(private readonly parts: CallRuntimeParts) {}

  readonly perform = async (delivery: Delivery, signal: AbortSignal): Promise<Tried> => {
    const { platform, box, outside } = this.parts;
    const { stream, revision, turnId, agentId, agentVersion, epoch } = delivery.payload as unknown as TurnPayload;
    const settings = settingsOf(platform.settings.agent(delivery.workspaceId, agentId), agentVersion);
    // Such a runtime takes its turns itself, or hears of them over Kafka.
    const endpoint = settings?.endpoint ?? null;
    if (settings === undefined || endpoint === null) return done('no_endpoint');
    const { state } = await load(platform.store, conversation, stream, { fresh: true });
    if (!isOwed(state, delivery)) return done('not_owed');
    const openedAt = state.turns.find((turn) => turn.turnId === turnId)!.openedAt;
    const deadlineAt = plusSeconds(openedAt, settings.turnTimeoutSeconds);
    const leftMs = Date.parse(deadlineAt) - Date.parse(platform.clock.now());
    if (leftMs <= 0) return done('too_late');
    const all = (await platform.store.readStream(stream)) as StoredEvent<ConversationEvent>[];
    const upTo = all.filter((one) => one.revision <= BigInt(revision));
    const request = requestOf(state, settings, upTo, { turnId, agentId, agentVersion, epoch, deadlineAt, stream });
    const body = JSON.stringify({ type: 'turn', timestamp: new Date().toISOString(), data: request });
    const headers = { ...sign([runtimeSecret(box, delivery.workspaceId, agentId)], turnId, body) };
    try {
      const answer = await outside.post({
        url: endpoint,
        headers,
        body,
        timeoutMs: leftMs,
        maxAnswerBytes,
        signal,
      });
      return await this.take(answer.status, answer.body, request, delivery);
    } catch (error) {
      return failedTry(error);
    }
  };

  /** A runtime that failed for good is not waited for: people take over now, not at the deadline. */
  readonly settle = async (delivery: Delivery, { state: how, code }: Final): Promise<void> => {
    if (how !== 'failed') return;
    const { platform, commands } = this.parts;
    const { stream, turnId } = delivery.payload as unknown as TurnPayload;
    const { state } = await load(platform.store, conversation, stream, { fresh: true });
    if (!isOwed(state, delivery)) return;
    const conversationId = stream.slice('conversation-'.length);
    const issue = {
      commandId: newIdsOf(conversationId, `turn:${turnId}`)('failed'),
      workspaceId: delivery.workspaceId,
      actor: { kind: 'system', id: 'channel' },
      correlationId: turnId,
    } as const;
    const by = { kind: 'system', trigger: 'agent_failure' } as const;
    try {
      await commands.execute(
        new RequestHandoff(conversationId, { by, reasonText: `The runtime failed: ${code}.` }, issue),
      );
    } catch (error) {
      // In a test chat nobody is asked; that it failed is recorded as a refusal.
      if (!(error instanceof Rejected)) throw error;
    }
  };

  private async take(status: number, body: Buffer, request: TurnRequest, delivery: Delivery): Promise<Tried> {
    if (status === 408 || status === 425 || status === 429 || status >= 500)
      return { state: 'again', code: `http_${status}` };
    if (status < 200 || status >= 300) return { state: 'failed', code: `http_${status}` };
    const answer = turnAnswerIn(body);
    if (answer === undefined) return { state: 'failed', code: 'answer_not_understood' };
    const { turnId, conversationId, epoch, given, agent } = request;
    const { workspaceId } = delivery;
    const settings = settingsOf(this.parts.platform.settings.agent(workspaceId, agent.id), agent.version);
    const minds = (settings?.triggers.sentiment ?? null) !== null;
    const of = { workspaceId, conversationId, turnId, epoch, given, minds, agentId: agent.id };
    try {
      await carryOutAnswer(this.parts.commands, of, answer);
      return done(Object.values(answer).every((part) => part === undefined) ? 'by_commands' : `http_${status}`);
    } catch (error) {
      if (!(error instanceof Rejected)) throw error;
      // Control moved while the runtime was thinking: nothing of it reaches the customer, and that it tried is recorded.
      if (['stale_epoch', 'closed', 'unknown_turn'].includes(error.code)) return done('fenced');
      // Said by another try, which was interrupted before it could be noted.
      if (error.code === 'command_id_reused') return done('answered_before');
      return { state: 'failed', code: `refused_${error.code}` };
    }
  }
}

/** Whether the agent still owes this answer. */
function isOwed(state: Conversation, { payload }: Delivery): boolean {
  const { turnId, agentId, epoch } = payload as unknown as TurnPayload;
  const turn = state.turns.find((one) => one.turnId === turnId);
  return isWithAi(state) && state.agent?.id === agentId && state.epoch === epoch && turn?.answered === false;
}

function requestOf(
  state: Conversation,
  { name, instructions }: AgentSettings,
  events: readonly StoredEvent<ConversationEvent>[],
  of: Pick<TurnPayload, 'turnId' | 'agentId' | 'agentVersion' | 'epoch' | 'stream'> & { readonly deadlineAt: string },
): TurnRequest {
  const messages = messagesUpTo(events);
  const { turnId, agentId, agentVersion: version, epoch, deadlineAt, stream } = of;
  return {
    turnId,
    conversationId: stream.slice('conversation-'.length),
    epoch,
    cause: state.turns.find((turn) => turn.turnId === turnId)?.messageId === null ? 'resume' : 'message',
    agent: { id: agentId, name, version },
    instructions,
    channel: state.channel,
    environment: state.environment,
    deadlineAt,
    context: contextFor(events, agentId),
    messages,
    given: rangeOf(messages),
  };
}
