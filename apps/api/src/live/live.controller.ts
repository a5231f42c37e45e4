import { Controller, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { can } from '#access';
import { refuse } from '#domain';
import { findConversation } from '#read-models';
import { BearerGuard } from '../http/bearer-guard.js';
import { By, Caller } from '../http/caller.js';
import { Id } from '../http/fields.js';
import { HttpProblem } from '../http/problem.js';
import { rowSchema } from '../http/row-schema.js';
import { StreamRoute } from '../http/route.js';
import { Past } from '../http/past.js';
import { isPosition } from '../http/storable.js';
import { Reading, Views } from '../http/views.js';
import { liveActions } from './live-access.js';
import { LiveStreams } from './live-streams.js';

export class LiveQuery extends Reading {
  @Id({ optional: true, about: 'Of one conversation only.' })
  readonly conversationId?: string;
}

const lists = { type: 'array', items: { type: 'string', enum: ['queue', 'inbox', 'board', 'timeline'] } };

/** What changes, while it changes. */
@ApiTags('Inbox')
@Controller('v1')
export class LiveController {
  constructor(
    private readonly streams: LiveStreams,
    private readonly views: Views,
    private readonly past: Past,
    private readonly guard: BearerGuard,
  ) {}

  @StreamRoute('live', {
    permit: liveActions,
    summary: 'Follow what changes: server-sent events',
    about: `\`event: ready\` says where the stream begins; \`event: change\` is told as soon as it can be queried: which of your lists to ask
again (\`touches\`), and the item of the timeline; \`event: notification\` is what you as a member are notified of from then on, each once
(\`GET /v1/me/notifications\` has what came before: ask it after \`ready\`); \`event: ended\` says why you may no longer follow. The \`id\` of each is a position of
the log: connect again with it as \`Last-Event-ID\` and nothing is missed, however long it was; without one the stream begins now. A
comment every 15 seconds says that the stream is alive. A client that reads too slowly is told no less: it gets what it missed when it
reads on, or is cut off after 30 seconds and resumes. At most 20 streams for one caller, unless the operator allows another number.`,
    answer: {
      type: 'object',
      description: '`data` of an `event: change`.',
      properties: {
        position: { type: 'string', example: '10482' },
        touches: { ...lists, description: 'What to ask again, of that which you may see.' },
        conversationId: { type: 'string', format: 'uuid' },
        item: rowSchema('timeline'),
      },
    },
    refusals: {
      404: ['conversation_not_found'],
      422: ['invalid_position', 'position_beyond_head'],
      429: ['too_many_streams'],
    },
  })
  async live(
    @Query() { after, conversationId }: LiveQuery,
    @By() caller: Caller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const asked = lastEventId(request) ?? after ?? caller.after;
    if (asked !== undefined) await this.past.requireReached(BigInt(asked));
    const begin = await this.views.read(caller, asked === undefined ? {} : { after: asked }, async (reader) => {
      if (conversationId !== undefined && (await findConversation(reader, conversationId)) === undefined)
        throw refuse('conversation_not_found');
      return asked === undefined ? this.views.reached : BigInt(asked);
    });
    const wanted = { after: begin, ...(conversationId === undefined ? {} : { conversationId }) };
    await this.streams.serve(reply, caller, wanted, async () => {
      const now = await this.guard.callerOf(request);
      if (conversationId !== undefined && !can(now.principal, 'conversation.read'))
        throw refuse('role_not_allowed', { role: now.principal.role });
      return now;
    });
  }
}

function lastEventId({ headers }: FastifyRequest): string | undefined {
  const id = headers['last-event-id'];
  if (id === undefined || isPosition(id)) return id;
  throw new HttpProblem(422, 'invalid_position', 'Last-Event-ID must be the id of an event of this stream.');
}
