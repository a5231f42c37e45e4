import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { changeLoopLimit, workspace, type Workspace, type ChangeLoopLimit as Request } from '#domain';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';

/** How often agents may pass a conversation on before people are asked. */
export class ChangeLoopLimit extends IssuedCommand<Request, Workspace> {}

@CommandHandler(ChangeLoopLimit)
export class ChangeLoopLimitHandler implements ICommandHandler<ChangeLoopLimit> {
  constructor(private readonly decisions: Decisions) {}

  execute(command: ChangeLoopLimit) {
    return this.decisions.take(workspace, command, changeLoopLimit);
  }
}
