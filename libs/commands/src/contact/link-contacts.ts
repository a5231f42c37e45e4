import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { contact, linkContacts, type Contact, type Member } from '#domain';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';

/** Two contacts are one person. */
export class LinkContacts extends IssuedCommand<
  { readonly member: Member; readonly otherContactId: string },
  Contact
> {}

@CommandHandler(LinkContacts)
export class LinkContactsHandler implements ICommandHandler<LinkContacts> {
  constructor(private readonly decisions: Decisions) {}

  async execute(command: LinkContacts) {
    await this.decisions.known(contact, command.request.otherContactId, command.issue.workspaceId);
    return this.decisions.take(contact, command, linkContacts);
  }
}
