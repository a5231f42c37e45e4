import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { close, conversation, type Conversation, type CloseConversation as Request } from '#domain';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';

/** A conversation ends. */
export class CloseConversation extends IssuedCommand<Request, Conversation> {}

@CommandHandler(CloseConversation)
export class CloseConversationHandler implements ICommandHandler<CloseConversation> {
  constructor(private readonly decisions: Decisions) {}

  execute(command: CloseConversation) {
    return this.decisions.take(conversation, command, close);
  }
}
