import { Body, Controller } from '@nestjs/common';
import { CommandBus, type Command } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import {
  CaptureDetails,
  CloseFollowUp,
  EraseContact,
  IdentifyContact,
  LinkContacts,
  SetFirstHandlerPreference,
  SetLegalHold,
} from '#commands';
import type { Contact } from '#domain';
import type { Decided } from '#event-store';
import { By, Caller } from '../http/caller.js';
import { Nothing } from '../http/nothing.js';
import { ContactId, FollowUpId } from '../http/path-ids.js';
import { receiptOf } from '../http/receipt.js';
import { CommandRoute } from '../http/route.js';
import { ContactReceipt, Details, FirstHandler, FollowUpClosing, Identity, LegalHold, Link } from './contact-bodies.js';

@ApiTags('Contacts')
@Controller('v1/contacts')
export class ContactsController {
  constructor(private readonly bus: CommandBus) {}

  @CommandRoute('POST', ':id/identities', {
    permit: 'contact.identify',
    summary: 'A user of another channel is this contact',
    answer: ContactReceipt,
    refusals: { 409: ['already_exists', 'erased'] },
  })
  identify(@ContactId() id: string, @Body() { channel, externalUserId }: Identity, @By() { issue }: Caller) {
    return this.change(id, new IdentifyContact(id, { channel, externalUserId }, issue));
  }

  @CommandRoute('PUT', ':id/details', {
    permit: 'contact.edit',
    summary: 'How the contact can be reached',
    answer: ContactReceipt,
    refusals: { 409: ['erased'], 422: ['invalid_details'] },
  })
  details(@ContactId() id: string, @Body() body: Details, @By() { issue }: Caller) {
    return this.change(id, new CaptureDetails(id, { source: 'member', details: { ...body } }, issue));
  }

  @CommandRoute('PUT', ':id/first-handler', {
    permit: 'contact.edit',
    summary: "Who handles the contact's future conversations first",
    answer: ContactReceipt,
    refusals: { 409: ['erased'] },
  })
  firstHandler(@ContactId() id: string, @Body() { firstHandler }: FirstHandler, @By() { member, issue }: Caller) {
    return this.change(id, new SetFirstHandlerPreference(id, { member, firstHandler }, issue));
  }

  @CommandRoute('POST', ':id/links', {
    permit: 'contact.edit',
    summary: 'Two contacts are one person',
    answer: ContactReceipt,
    refusals: { 409: ['erased'] },
  })
  link(@ContactId() id: string, @Body() { otherContactId }: Link, @By() { member, issue }: Caller) {
    return this.change(id, new LinkContacts(id, { member, otherContactId }, issue));
  }

  @CommandRoute('POST', ':id/follow-ups/:followUpId/close', {
    permit: 'follow-up.close',
    summary: 'Close a follow-up',
    answer: ContactReceipt,
    refusals: { 404: ['contact_not_found', 'follow_up_not_found'] },
  })
  closeFollowUp(
    @ContactId() id: string,
    @FollowUpId() followUpId: string,
    @Body() { outcome }: FollowUpClosing,
    @By() { member, issue }: Caller,
  ) {
    return this.change(id, new CloseFollowUp(id, { member, followUpId, outcome }, issue));
  }

  @CommandRoute('PUT', ':id/legal-hold', {
    permit: 'contact.hold',
    summary: 'Keep a contact from being erased, or no longer',
    answer: ContactReceipt,
  })
  async legalHold(
    @ContactId() id: string,
    @Body() { held }: LegalHold,
    @By() { workspaceId, member, issue }: Caller,
  ): Promise<ContactReceipt> {
    const command = new SetLegalHold(workspaceId, { member, contactId: id, held }, issue);
    return { ...receiptOf((await this.bus.execute(command)).receipt), contactId: id };
  }

  @CommandRoute('DELETE', ':id', {
    permit: 'contact.erase',
    summary: "Erase the contact's personal data",
    about:
      'For good: the key of everything personal is destroyed, the views are blanked, open conversations are closed. What happened stays ' +
      'provable, without the words. The same person, writing again, is a new contact.',
    answer: ContactReceipt,
    refusals: { 409: ['legal_hold'] },
  })
  erase(@ContactId() id: string, @Body() _body: Nothing, @By() { member, issue }: Caller) {
    return this.change(id, new EraseContact(id, { member }, issue));
  }

  private async change(contactId: string, command: Command<Decided<Contact>>): Promise<ContactReceipt> {
    return { ...receiptOf((await this.bus.execute(command)).receipt), contactId };
  }
}
