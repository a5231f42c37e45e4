import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { conversation, replyAsMember, type Conversation, type ReplyAsMember as Request } from '#domain';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';

/** The assignee answers the customer. */
export class ReplyAsMember extends IssuedCommand<Request, Conversation> {}

@CommandHandler(ReplyAsMember)
export class ReplyAsMemberHandler implements ICommandHandler<ReplyAsMember> {
  constructor(private readonly decisions: Decisions) {}

  execute(command: ReplyAsMember) {
    return this.decisions.take(conversation, command, replyAsMember);
  }
}
