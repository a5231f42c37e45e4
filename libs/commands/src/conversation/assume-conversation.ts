import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { assume, conversation, type Conversation, type Assume } from '#domain';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';

/** A member takes a conversation from the AI, or a supervisor from a colleague. */
export class AssumeConversation extends IssuedCommand<Assume, Conversation> {}

@CommandHandler(AssumeConversation)
export class AssumeConversationHandler implements ICommandHandler<AssumeConversation> {
  constructor(private readonly decisions: Decisions) {}

  execute(command: AssumeConversation) {
    return this.decisions.take(conversation, command, assume);
  }
}
