import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { conversation, replyAsAgent, type Conversation, type ReplyAsAgent as Request } from '#domain';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';

/** An AI runtime answers a turn. */
export class ReplyAsAgent extends IssuedCommand<Request, Conversation> {}

@CommandHandler(ReplyAsAgent)
export class ReplyAsAgentHandler implements ICommandHandler<ReplyAsAgent> {
  constructor(private readonly decisions: Decisions) {}

  execute(command: ReplyAsAgent) {
    return this.decisions.take(conversation, command, replyAsAgent);
  }
}
