import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { conversation, returnToAI, type Conversation, type ReturnToAI as Request } from '#domain';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';

/** An operator sets a conversation back to AI. */
export class ReturnToAI extends IssuedCommand<Request, Conversation> {}

@CommandHandler(ReturnToAI)
export class ReturnToAIHandler implements ICommandHandler<ReturnToAI> {
  constructor(private readonly decisions: Decisions) {}

  execute(command: ReturnToAI) {
    return this.decisions.take(conversation, command, returnToAI);
  }
}
