import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { createWorkspace, workspace, type Workspace, type CreateWorkspace as Request } from '#domain';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';

/** A new workspace with its first owner. */
export class CreateWorkspace extends IssuedCommand<Request, Workspace> {}

@CommandHandler(CreateWorkspace)
export class CreateWorkspaceHandler implements ICommandHandler<CreateWorkspace> {
  constructor(private readonly decisions: Decisions) {}

  execute(command: CreateWorkspace) {
    return this.decisions.take(workspace, command, createWorkspace);
  }
}
