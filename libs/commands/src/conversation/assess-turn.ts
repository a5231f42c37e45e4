import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import {
  assessTurn,
  conversation,
  settingsOf,
  type AssessTurn as Request,
  type Conversation,
  type ConversationEvent,
} from '#domain';
import { EventStore, load } from '#event-store';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';
import { Sentiment } from '../sentiment/sentiment.js';
import { Settings } from '../settings/settings.js';

/** An AI runtime tells how its turn went. */
export class AssessTurn extends IssuedCommand<Request, Conversation> {}

/** How many events back the message of a turn is looked for. */
const lookBack = 200n;

/** Where the runtime says nothing of the customer's sentiment and the agent has a trigger for it, the words are asked. */
@CommandHandler(AssessTurn)
export class AssessTurnHandler implements ICommandHandler<AssessTurn> {
  constructor(
    private readonly decisions: Decisions,
    private readonly store: EventStore,
    private readonly settings: Settings,
    private readonly sentiment: Sentiment,
  ) {}

  async execute(command: AssessTurn) {
    const heard = command.request.sentiment === undefined ? await this.heard(command) : undefined;
    const told = heard === undefined ? {} : { sentiment: heard };
    return this.decisions.take(conversation, command, (state, request, context) =>
      assessTurn(state, { ...request, ...told }, context),
    );
  }

  private async heard({ id, request, issue }: AssessTurn): Promise<number | undefined> {
    const stream = `${conversation.category}-${id}`;
    const turnIn = ({ turns }: Conversation) => turns.find(({ turnId }) => turnId === request.turnId);
    const kept = await load(this.store, conversation, stream);
    // What is kept here may not know a turn that another process opened.
    const { state, revision, workspaceId } = turnIn(kept.state)
      ? kept
      : await load(this.store, conversation, stream, { fresh: true });
    const turn = turnIn(state);
    if (turn === undefined || revision === undefined || workspaceId !== issue.workspaceId) return undefined;
    const agent = this.settings.agent(workspaceId, request.agentId);
    if (!settingsOf(agent, turn.agentVersion)?.triggers.sentiment) return undefined;
    const from = revision > lookBack ? revision - lookBack : 0n;
    for (const { event } of await this.store.readStream(stream, from, { CustomerMessageReceived: ['text'] })) {
      const { type, data } = event as ConversationEvent;
      if (type !== 'CustomerMessageReceived' || data.messageId !== turn.messageId) continue;
      // Erased meanwhile, nothing is told.
      return data.text === null ? undefined : this.sentiment.of(data.text);
    }
    return undefined;
  }
}
