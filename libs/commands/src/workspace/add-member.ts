import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { addMember, workspace, type Workspace, type AddMember as Request } from '#domain';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';

/** A person comes into the workspace, or comes back. */
export class AddMember extends IssuedCommand<Request, Workspace> {}

@CommandHandler(AddMember)
export class AddMemberHandler implements ICommandHandler<AddMember> {
  constructor(private readonly decisions: Decisions) {}

  execute(command: AddMember) {
    return this.decisions.take(workspace, command, addMember);
  }
}
