import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { changeTeam, workspace, type Workspace, type ChangeTeam as Request } from '#domain';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';

/** A team, new or as it shall be now. */
export class ChangeTeam extends IssuedCommand<Request, Workspace> {}

@CommandHandler(ChangeTeam)
export class ChangeTeamHandler implements ICommandHandler<ChangeTeam> {
  constructor(private readonly decisions: Decisions) {}

  execute(command: ChangeTeam) {
    return this.decisions.take(workspace, command, changeTeam);
  }
}
