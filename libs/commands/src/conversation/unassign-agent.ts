import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { conversation, unassignAgent, type Conversation, type TakeFromAgent } from '#domain';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';

/** A member stops the AI; the conversation waits. */
export class UnassignAgent extends IssuedCommand<TakeFromAgent, Conversation> {}

@CommandHandler(UnassignAgent)
export class UnassignAgentHandler implements ICommandHandler<UnassignAgent> {
  constructor(private readonly decisions: Decisions) {}

  execute(command: UnassignAgent) {
    return this.decisions.take(conversation, command, unassignAgent);
  }
}
