import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { conversation, transferToAI, type Conversation, type ReturnToAI } from '#domain';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';

/** The assignee gives the conversation to an agent. */
export class TransferToAI extends IssuedCommand<ReturnToAI, Conversation> {}

@CommandHandler(TransferToAI)
export class TransferToAIHandler implements ICommandHandler<TransferToAI> {
  constructor(private readonly decisions: Decisions) {}

  execute(command: TransferToAI) {
    return this.decisions.take(conversation, command, transferToAI);
  }
}
