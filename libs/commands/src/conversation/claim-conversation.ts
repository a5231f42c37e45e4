import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { claim, conversation, type Conversation, type Claim } from '#domain';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';

/** A member takes a waiting conversation. */
export class ClaimConversation extends IssuedCommand<Claim, Conversation> {}

@CommandHandler(ClaimConversation)
export class ClaimConversationHandler implements ICommandHandler<ClaimConversation> {
  constructor(private readonly decisions: Decisions) {}

  execute(command: ClaimConversation) {
    return this.decisions.take(conversation, command, claim);
  }
}
