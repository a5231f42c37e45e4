import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { changeBusinessHours, workspace, type Workspace, type ChangeBusinessHours as Request } from '#domain';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';

/** When people are there. */
export class ChangeBusinessHours extends IssuedCommand<Request, Workspace> {}

@CommandHandler(ChangeBusinessHours)
export class ChangeBusinessHoursHandler implements ICommandHandler<ChangeBusinessHours> {
  constructor(private readonly decisions: Decisions) {}

  execute(command: ChangeBusinessHours) {
    return this.decisions.take(workspace, command, changeBusinessHours);
  }
}
