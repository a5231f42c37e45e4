import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { cancelHandoff, conversation, type Conversation } from '#domain';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';

/** The customer no longer wants to wait. */
export class CancelHandoff extends IssuedCommand<Readonly<Record<string, never>>, Conversation> {}

@CommandHandler(CancelHandoff)
export class CancelHandoffHandler implements ICommandHandler<CancelHandoff> {
  constructor(private readonly decisions: Decisions) {}

  execute(command: CancelHandoff) {
    return this.decisions.take(conversation, command, cancelHandoff);
  }
}
