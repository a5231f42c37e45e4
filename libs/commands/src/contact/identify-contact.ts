import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { contact, identifyContact, refuse, type Contact } from '#domain';
import type { Decided } from '#event-store';
import { ContactDirectory } from '#personal-data';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';

/** A person known on one channel is known on another too. */
export class IdentifyContact extends IssuedCommand<
  { readonly channel: string; readonly externalUserId: string },
  Contact
> {}

/** Entered in the directory first, so that the channel's next message already finds the contact. */
@CommandHandler(IdentifyContact)
export class IdentifyContactHandler implements ICommandHandler<IdentifyContact> {
  constructor(
    private readonly directory: ContactDirectory,
    private readonly decisions: Decisions,
  ) {}

  async execute(command: IdentifyContact): Promise<Decided<Contact>> {
    const { id, request, issue } = command;
    await this.decisions.known(contact, id, issue.workspaceId);
    const found = await this.directory.resolve(issue.workspaceId, request.channel, request.externalUserId, id);
    if (found.contactId !== id) throw refuse('already_exists', { contactId: found.contactId });
    return this.decisions.take(contact, command, (state, given, context) =>
      identifyContact(state, { ...given, contactId: id }, context),
    );
  }
}
