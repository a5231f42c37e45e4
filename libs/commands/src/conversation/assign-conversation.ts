import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { assign, conversation, type Conversation, type Assign } from '#domain';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';

/** A member gives a conversation to a member. */
export class AssignConversation extends IssuedCommand<Assign, Conversation> {}

@CommandHandler(AssignConversation)
export class AssignConversationHandler implements ICommandHandler<AssignConversation> {
  constructor(private readonly decisions: Decisions) {}

  execute(command: AssignConversation) {
    return this.decisions.take(conversation, command, assign);
  }
}
