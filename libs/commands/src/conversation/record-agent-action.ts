import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { conversation, recordAgentAction, type Conversation, type RecordAgentAction as Request } from '#domain';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';

/** An AI runtime tells of a skill it executed. */
export class RecordAgentAction extends IssuedCommand<Request, Conversation> {}

@CommandHandler(RecordAgentAction)
export class RecordAgentActionHandler implements ICommandHandler<RecordAgentAction> {
  constructor(private readonly decisions: Decisions) {}

  execute(command: RecordAgentAction) {
    return this.decisions.take(conversation, command, recordAgentAction);
  }
}
