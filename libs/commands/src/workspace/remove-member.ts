import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { removeMember, workspace, type Workspace, type RemoveMember as Request } from '#domain';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';

/** A person leaves the workspace. */
export class RemoveMember extends IssuedCommand<Request, Workspace> {}

@CommandHandler(RemoveMember)
export class RemoveMemberHandler implements ICommandHandler<RemoveMember> {
  constructor(private readonly decisions: Decisions) {}

  execute(command: RemoveMember) {
    return this.decisions.take(workspace, command, removeMember);
  }
}
