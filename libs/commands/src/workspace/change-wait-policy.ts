import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { changeWaitPolicy, workspace, type Workspace, type ChangeWaitPolicy as Request } from '#domain';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';

/** What happens while a customer waits for a person. */
export class ChangeWaitPolicy extends IssuedCommand<Request, Workspace> {}

@CommandHandler(ChangeWaitPolicy)
export class ChangeWaitPolicyHandler implements ICommandHandler<ChangeWaitPolicy> {
  constructor(private readonly decisions: Decisions) {}

  execute(command: ChangeWaitPolicy) {
    return this.decisions.take(workspace, command, changeWaitPolicy);
  }
}
