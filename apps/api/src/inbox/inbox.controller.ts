import { Controller, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { boardPage, inboxCount, inboxPage, queueAsOf, queueCount, queuePage, type PastQueueFilter } from '#read-models';
import { AsOf, asOfRefusals } from '../http/as-of.js';
import { By, Caller } from '../http/caller.js';
import { Id, Key, Name } from '../http/fields.js';
import { Past } from '../http/past.js';
import { pageOf, rowSchema } from '../http/row-schema.js';
import { ViewRoute } from '../http/route.js';
import { Paging, Views } from '../http/views.js';

export class QueueQuery extends Paging {
  @Key({ optional: true, about: 'Of one team.', example: 'billing' })
  readonly teamId?: string;

  @AsOf()
  readonly asOf?: string;
}

export class BoardQuery extends Paging {
  @Id({ optional: true })
  readonly agentId?: string;

  @Name({ optional: true, example: 'web' })
  readonly channel?: string;
}

const conversation = rowSchema('conversations');
const count = { type: 'integer', example: 3 };

/** What members look at all day. */
@ApiTags('Inbox')
@Controller('v1')
export class InboxController {
  constructor(
    private readonly views: Views,
    private readonly past: Past,
  ) {}

  @ViewRoute('queue', {
    permit: 'queue.read',
    summary: 'Conversations that wait for a person',
    about: 'By priority, then by original queue time. `waiting` counts all of them.',
    answer: pageOf(rowSchema('queue', { conversation }), { waiting: count }),
    refusals: { 422: asOfRefusals },
  })
  async queue(@Query() query: QueueQuery, @By() caller: Caller) {
    const { after = caller.after, asOf, ...filter } = query;
    if (asOf !== undefined) return this.queueAsOf(asOf, after, filter, caller);
    return this.views.read(caller, query, async (reader) => ({
      ...(await queuePage(reader, filter)),
      waiting: await queueCount(reader, filter.teamId),
    }));
  }

  private async queueAsOf(text: string, seen: string | undefined, filter: PastQueueFilter, caller: Caller) {
    const { asOf, position } = await this.past.moment(text, seen);
    return this.views.read(caller, position === undefined ? {} : { after: position }, async (reader) => {
      const { count: waiting, ...page } = await queueAsOf(this.past.store, reader, asOf, filter);
      return { ...page, waiting };
    });
  }

  @ViewRoute('inbox', {
    permit: 'inbox.read',
    summary: 'Your conversations, and how many wait',
    about: 'The latest activity first. `assigned` counts yours, `waiting` those in the queue.',
    answer: pageOf(conversation, { assigned: count, waiting: count }),
  })
  inbox(@Query() query: Paging, @By() caller: Caller) {
    const { after: _, ...page } = query;
    const { id } = caller.member;
    return this.views.read(caller, query, async (reader) => ({
      ...(await inboxPage(reader, id, page)),
      assigned: await inboxCount(reader, id),
      waiting: await queueCount(reader),
    }));
  }

  @ViewRoute('board', {
    permit: 'inbox.read',
    summary: 'Conversations that AI agents have now',
    answer: pageOf(conversation),
  })
  board(@Query() query: BoardQuery, @By() caller: Caller) {
    const { after: _, ...filter } = query;
    return this.views.read(caller, query, (reader) => boardPage(reader, filter));
  }
}
