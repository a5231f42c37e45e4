import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { conversation, handOffToAgent, type Conversation, type HandOffToAgent as Request } from '#domain';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';

/** A conversation goes from the agent in control to another. */
export class HandOffToAgent extends IssuedCommand<Request, Conversation> {}

@CommandHandler(HandOffToAgent)
export class HandOffToAgentHandler implements ICommandHandler<HandOffToAgent> {
  constructor(private readonly decisions: Decisions) {}

  execute(command: HandOffToAgent) {
    return this.decisions.take(conversation, command, handOffToAgent);
  }
}
