import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { changeRole, workspace, type Workspace, type ChangeRole as Request } from '#domain';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';

/** A member gets another role. */
export class ChangeRole extends IssuedCommand<Request, Workspace> {}

@CommandHandler(ChangeRole)
export class ChangeRoleHandler implements ICommandHandler<ChangeRole> {
  constructor(private readonly decisions: Decisions) {}

  execute(command: ChangeRole) {
    return this.decisions.take(workspace, command, changeRole);
  }
}
