import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { setDefaultAgent, workspace, type Workspace, type SetDefaultAgent as Request } from '#domain';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';

/** Which agent gets new conversations. */
export class SetDefaultAgent extends IssuedCommand<Request, Workspace> {}

@CommandHandler(SetDefaultAgent)
export class SetDefaultAgentHandler implements ICommandHandler<SetDefaultAgent> {
  constructor(private readonly decisions: Decisions) {}

  execute(command: SetDefaultAgent) {
    return this.decisions.take(workspace, command, setDefaultAgent);
  }
}
