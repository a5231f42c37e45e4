import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { close, contact, conversation, eraseContact, type Contact, type Member } from '#domain';
import { EventStore, load, type Decided } from '#event-store';
import { ContactDirectory, KeyStore } from '#personal-data';
import { Clock } from '../clock.js';
import { ConversationHints } from '../conversation/conversation-hints.js';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';
import { Settings } from '../settings/settings.js';

/** The contact's personal data is to be forgotten, everywhere and for good. */
export class EraseContact extends IssuedCommand<{ readonly member: Member }, Contact> {}

/**
 * Open conversations are closed, then the key is destroyed, and last the event says so: what the log calls erased is erased, and a
 * handler that fell in between goes on from there when it is asked again.
 */
@CommandHandler(EraseContact)
export class EraseContactHandler implements ICommandHandler<EraseContact> {
  constructor(
    private readonly store: EventStore,
    private readonly decisions: Decisions,
    private readonly settings: Settings,
    private readonly hints: ConversationHints,
    private readonly keys: KeyStore,
    private readonly directory: ContactDirectory,
    private readonly clock: Clock,
  ) {}

  async execute(command: EraseContact): Promise<Decided<Contact>> {
    const { id, request, issue } = command;
    const { workspaceId } = issue;
    await this.decisions.known(contact, id, workspaceId);
    const { state } = await load(this.store, contact, `contact-${id}`, { fresh: true });
    // Refuses before anything is destroyed.
    const legalHolds = this.settings.workspace(workspaceId)?.legalHolds ?? [];
    eraseContact(state, { ...request, legalHolds }, { at: this.clock.now() });
    const meta = this.decisions.metaOf(issue, EraseContact.name, { id, actor: issue.actor });
    for (const open of await this.hints.openConversations(workspaceId, id))
      await this.decisions.on(conversation, open, meta, (each, context) =>
        close(each, { by: { kind: 'system', outcome: 'erased' } }, context),
      );
    await this.keys.destroy(workspaceId, `contact:${id}`);
    await this.directory.forget(workspaceId, id);
    return this.decisions.take(contact, command, (each, given, context) =>
      eraseContact(each, { ...given, legalHolds: context.workspace.legalHolds }, context),
    );
  }
}
