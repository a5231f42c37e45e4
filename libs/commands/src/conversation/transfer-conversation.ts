import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { conversation, transfer, type Conversation, type Transfer } from '#domain';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';

/** A conversation goes to another member or to a team. */
export class TransferConversation extends IssuedCommand<Transfer, Conversation> {}

@CommandHandler(TransferConversation)
export class TransferConversationHandler implements ICommandHandler<TransferConversation> {
  constructor(private readonly decisions: Decisions) {}

  execute(command: TransferConversation) {
    return this.decisions.take(conversation, command, transfer);
  }
}
