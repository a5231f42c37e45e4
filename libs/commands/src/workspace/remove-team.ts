import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { removeTeam, workspace, type Workspace, type RemoveTeam as Request } from '#domain';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';

/** A team goes. */
export class RemoveTeam extends IssuedCommand<Request, Workspace> {}

@CommandHandler(RemoveTeam)
export class RemoveTeamHandler implements ICommandHandler<RemoveTeam> {
  constructor(private readonly decisions: Decisions) {}

  execute(command: RemoveTeam) {
    return this.decisions.take(workspace, command, removeTeam);
  }
}
