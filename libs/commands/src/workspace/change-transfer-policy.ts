import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { changeTransferPolicy, workspace, type Workspace, type ChangeTransferPolicy as Request } from '#domain';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';

/** What a transfer to AI meets when the customer wanted a person. */
export class ChangeTransferPolicy extends IssuedCommand<Request, Workspace> {}

@CommandHandler(ChangeTransferPolicy)
export class ChangeTransferPolicyHandler implements ICommandHandler<ChangeTransferPolicy> {
  constructor(private readonly decisions: Decisions) {}

  execute(command: ChangeTransferPolicy) {
    return this.decisions.take(workspace, command, changeTransferPolicy);
  }
}
