import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { conversation, receiveOutsideReply, type Conversation, type OutsideReply } from '#domain';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';

/** Somebody of our side answered in another app. */
export class ReceiveOutsideReply extends IssuedCommand<OutsideReply, Conversation> {}

@CommandHandler(ReceiveOutsideReply)
export class ReceiveOutsideReplyHandler implements ICommandHandler<ReceiveOutsideReply> {
  constructor(private readonly decisions: Decisions) {}

  execute(command: ReceiveOutsideReply) {
    return this.decisions.take(conversation, command, receiveOutsideReply);
  }
}
