import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { changeReasonCodes, workspace, type Workspace, type ChangeReasonCodes as Request } from '#domain';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';

/** The workspace's own reason codes. */
export class ChangeReasonCodes extends IssuedCommand<Request, Workspace> {}

@CommandHandler(ChangeReasonCodes)
export class ChangeReasonCodesHandler implements ICommandHandler<ChangeReasonCodes> {
  constructor(private readonly decisions: Decisions) {}

  execute(command: ChangeReasonCodes) {
    return this.decisions.take(workspace, command, changeReasonCodes);
  }
}
