import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { conversation, fireDeadline, type Conversation, type FireDeadline as Request } from '#domain';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';

/** A deadline is due. */
export class FireDeadline extends IssuedCommand<Request, Conversation> {}

@CommandHandler(FireDeadline)
export class FireDeadlineHandler implements ICommandHandler<FireDeadline> {
  constructor(private readonly decisions: Decisions) {}

  execute(command: FireDeadline) {
    return this.decisions.take(conversation, command, fireDeadline);
  }
}
