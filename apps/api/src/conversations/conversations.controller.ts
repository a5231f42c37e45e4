import { Controller, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { refuse } from '#domain';
import { conversationPage, findConversation, pastTimelinePage, queuePlace, timelinePage } from '#read-models';
import { AsOf, asOfRefusals } from '../http/as-of.js';
import { By, Caller } from '../http/caller.js';
import { Choice, Id, Name, When } from '../http/fields.js';
import { Past } from '../http/past.js';
import { ConversationId } from '../http/path-ids.js';
import { pageOf, rowSchema } from '../http/row-schema.js';
import { ViewRoute } from '../http/route.js';
import { Paging, Reading, Views } from '../http/views.js';

const states = ['ai', 'handoff_offered', 'waiting', 'human', 'closed'] as const;

export class ConversationsQuery extends Paging {
  @Id({ optional: true })
  readonly contactId?: string;

  @Name({ optional: true, example: 'web' })
  readonly channel?: string;

  @Choice({ of: states, optional: true })
  readonly status?: (typeof states)[number];

  @Id({ optional: true, about: 'Of the agent in control now.' })
  readonly agentId?: string;

  @When({ optional: true, about: 'Started at this time or later.' })
  readonly from?: string;

  @When({ optional: true, about: 'Started before this time.' })
  readonly until?: string;
}

export class TimelineQuery extends Paging {
  @Choice({ of: ['asc', 'desc'], optional: true, about: 'From the beginning (`asc`) unless said.' })
  readonly direction?: 'asc' | 'desc';

  @AsOf()
  readonly asOf?: string;
}

export class ConversationQuery extends Reading {
  @AsOf()
  readonly asOf?: string;
}

const conversation = rowSchema('conversations');
const place = {
  type: 'object',
  nullable: true,
  description: 'In the queue, while it waits.',
  properties: {
    position: { type: 'integer', example: 2, description: '1 is next.' },
    estimatedWaitSeconds: { type: 'integer', nullable: true, example: 90 },
  },
};

const then = {
  type: 'object',
  description: 'Only where `asOf` was asked.',
  properties: {
    position: { type: 'string', example: '10482', description: 'Of its last event by then, in the log.' },
    revision: { type: 'integer', example: 12, description: 'Of the same event, in its stream.' },
    mayAnswer: {
      type: 'object',
      description: 'Who could answer: an agent, a member, or nobody.',
      properties: { kind: { type: 'string', example: 'ai_agent' }, id: { type: 'string' } },
    },
    modes: { type: 'array', items: rowSchema('modes') },
    turns: { type: 'array', items: rowSchema('turns') },
    deadlines: { type: 'array', items: rowSchema('deadlines') },
    handoffs: { type: 'array', items: rowSchema('handoffs') },
    queue: { ...rowSchema('queue'), nullable: true },
  },
};

@ApiTags('Inbox')
@Controller('v1/conversations')
export class ConversationsController {
  constructor(
    private readonly views: Views,
    private readonly past: Past,
  ) {}

  @ViewRoute('', {
    permit: 'conversation.read',
    summary: 'Conversations, newest first',
    answer: pageOf(conversation),
  })
  list(@Query() query: ConversationsQuery, @By() caller: Caller) {
    const { after: _, ...filter } = query;
    return this.views.read(caller, query, (reader) => conversationPage(reader, filter));
  }

  @ViewRoute(':id', {
    permit: 'conversation.read',
    summary: 'Who has a conversation now, and since when',
    about: 'With `asOf`, who had it then; `place` is told of the present only.',
    answer: rowSchema('conversations', { place, asOf: then }),
    refusals: { 404: ['conversation_not_found'], 422: asOfRefusals },
  })
  async one(@ConversationId() id: string, @Query() query: ConversationQuery, @By() caller: Caller) {
    if (query.asOf !== undefined) {
      const {
        conversation: row,
        timeline: _,
        ...asOf
      } = await this.past.conversation(caller, id, query.asOf, query.after);
      return { ...row, place: null, asOf };
    }
    return this.views.read(caller, query, async (reader) => {
      const found = await findConversation(reader, id);
      if (found === undefined) throw refuse('conversation_not_found');
      return { ...found, place: found.status === 'waiting' ? ((await queuePlace(reader, id)) ?? null) : null };
    });
  }

  @ViewRoute(':id/timeline', {
    permit: 'conversation.read',
    summary: 'Everything that happened in a conversation, in its order',
    about: 'Messages, handoffs, what agents did, deadlines, forms and notices.',
    answer: pageOf(rowSchema('timeline')),
    refusals: { 404: ['conversation_not_found'], 422: asOfRefusals },
  })
  async timeline(@ConversationId() id: string, @Query() query: TimelineQuery, @By() caller: Caller) {
    const { after, asOf, ...filter } = query;
    if (asOf !== undefined)
      return pastTimelinePage(
        this.views.reading(caller),
        await this.past.conversation(caller, id, asOf, after),
        filter,
      );
    return this.views.read(caller, query, async (reader) => {
      if ((await findConversation(reader, id)) === undefined) throw refuse('conversation_not_found');
      return timelinePage(reader, id, filter);
    });
  }
}
