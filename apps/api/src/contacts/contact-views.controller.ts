import { Controller, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { refuse } from '#domain';
import { contactPage, findContact, followUpPage, modesOfContact } from '#read-models';
import { By, Caller } from '../http/caller.js';
import { Choice, Id } from '../http/fields.js';
import { ContactId } from '../http/path-ids.js';
import { pageOf, rowSchema } from '../http/row-schema.js';
import { ViewRoute } from '../http/route.js';
import { Paging, Reading, Views } from '../http/views.js';

const states = ['open', 'closed', 'all'] as const;

export class FollowUpsQuery extends Paging {
  @Choice({ of: states, optional: true, about: '`open` when left out.' })
  readonly state?: (typeof states)[number];

  @Id({ optional: true })
  readonly contactId?: string;
}

const contact = rowSchema('contacts');

@ApiTags('Contacts')
@Controller('v1')
export class ContactViewsController {
  constructor(private readonly views: Views) {}

  @ViewRoute('contacts', { permit: 'contact.read', summary: 'Contacts, newest first', answer: pageOf(contact) })
  list(@Query() query: Paging, @By() caller: Caller) {
    const { after: _, ...page } = query;
    return this.views.read(caller, query, (reader) => contactPage(reader, page));
  }

  @ViewRoute('contacts/:id', {
    permit: 'contact.read',
    summary: 'A contact, and how they stand to each agent',
    about: '`modes`: by agent, whether AI or people have them, why, who decided, and when human mode expires.',
    answer: rowSchema('contacts', { modes: { type: 'array', items: rowSchema('modes') } }),
    refusals: { 404: ['contact_not_found'] },
  })
  one(@ContactId() id: string, @Query() query: Reading, @By() caller: Caller) {
    return this.views.read(caller, query, async (reader) => {
      const found = await findContact(reader, id);
      if (found === undefined) throw refuse('contact_not_found');
      return { ...found, modes: await modesOfContact(reader, id) };
    });
  }

  @ViewRoute('follow-ups', {
    permit: 'contact.read',
    summary: 'Customers who wait to be called or written to',
    about: 'The oldest first. One stays open until a member closes it, whatever becomes of the conversation.',
    answer: pageOf(rowSchema('follow-ups', { contact })),
  })
  followUps(@Query() query: FollowUpsQuery, @By() caller: Caller) {
    const { after: _, ...filter } = query;
    return this.views.read(caller, query, (reader) => followUpPage(reader, filter));
  }
}
