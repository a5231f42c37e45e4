import { Controller, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { deadlineKinds, deadlinePage } from '#read-models';
import { By, Caller } from '../http/caller.js';
import { Choice, Id, When } from '../http/fields.js';
import { pageOf, rowSchema } from '../http/row-schema.js';
import { ViewRoute } from '../http/route.js';
import { Paging, Views } from '../http/views.js';

export class DeadlinesQuery extends Paging {
  @Id({ optional: true })
  readonly conversationId?: string;

  @Choice({ of: deadlineKinds, optional: true })
  readonly kind?: (typeof deadlineKinds)[number];

  @When({ optional: true, about: 'Due at this time or later.' })
  readonly from?: string;

  @When({ optional: true, about: 'Due before this time.' })
  readonly until?: string;
}

@ApiTags('Inbox')
@Controller('v1/deadlines')
export class DeadlinesController {
  constructor(private readonly views: Views) {}

  @ViewRoute('', {
    permit: 'inbox.read',
    summary: 'What will happen by itself, and when',
    about:
      'Every armed deadline, the next due first: steps of waiting, idle returns, answers that are owed. It fires when its time has come and its generation is still the armed one.',
    answer: pageOf(rowSchema('deadlines')),
    refusals: { 422: ['range_reversed', 'cursor_invalid'] },
  })
  list(@Query() query: DeadlinesQuery, @By() caller: Caller) {
    const { after: _, ...filter } = query;
    return this.views.read(caller, query, (reader) => deadlinePage(reader, filter));
  }
}
