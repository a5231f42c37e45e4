import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { assessTurn, conversation, type Conversation, type AssessTurn as Request } from '#domain';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';

/** An AI runtime tells how its turn went. */
export class AssessTurn extends IssuedCommand<Request, Conversation> {}

@CommandHandler(AssessTurn)
export class AssessTurnHandler implements ICommandHandler<AssessTurn> {
  constructor(private readonly decisions: Decisions) {}

  execute(command: AssessTurn) {
    return this.decisions.take(conversation, command, assessTurn);
  }
}
