import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { conversation, release, type Conversation, type Release } from '#domain';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';

/** A conversation goes back into the queue. */
export class ReleaseConversation extends IssuedCommand<Release, Conversation> {}

@CommandHandler(ReleaseConversation)
export class ReleaseConversationHandler implements ICommandHandler<ReleaseConversation> {
  constructor(private readonly decisions: Decisions) {}

  execute(command: ReleaseConversation) {
    return this.decisions.take(conversation, command, release);
  }
}
