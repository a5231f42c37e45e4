import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { contact, setLegalHold, workspace, type Member, type Workspace } from '#domain';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';

/** Keeps a contact from being erased, or no longer. */
export class SetLegalHold extends IssuedCommand<
  { readonly member: Member; readonly contactId: string; readonly held: boolean },
  Workspace
> {}

@CommandHandler(SetLegalHold)
export class SetLegalHoldHandler implements ICommandHandler<SetLegalHold> {
  constructor(private readonly decisions: Decisions) {}

  async execute(command: SetLegalHold) {
    await this.decisions.known(contact, command.request.contactId, command.issue.workspaceId);
    return this.decisions.take(workspace, command, setLegalHold);
  }
}
