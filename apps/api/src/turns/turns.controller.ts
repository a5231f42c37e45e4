import { Controller, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { actsForAgent, can } from '#access';
import { refuse } from '#domain';
import { BearerGuard } from '../http/bearer-guard.js';
import { By, Caller } from '../http/caller.js';
import { AgentId } from '../http/path-ids.js';
import { ViewRoute } from '../http/route.js';
import { Views } from '../http/views.js';
import { LongPolls } from './long-polls.js';
import { turnsAfter } from './open-turns.js';
import { Turns, TurnsQuery } from './turn.js';

@ApiTags('Conversations: AI runtime')
@Controller('v1/agents')
export class TurnsController {
  constructor(
    private readonly views: Views,
    private readonly polls: LongPolls,
    private readonly guard: BearerGuard,
  ) {}

  @ViewRoute(':id/turns', {
    permit: 'turn.read',
    summary: 'Wait for the turns that your agent owes',
    about:
      'Long poll: answers at once when there are turns after `since`, else when one comes, else empty when the time is over. Without `since` every open turn is told, so a runtime that was restarted misses none.',
    answer: Turns,
    refusals: { 404: ['agent_not_found'] },
  })
  turns(
    @AgentId() id: string,
    @Query() { wait = 0, since = '0', after }: TurnsQuery,
    @By() caller: Caller,
    @Req() request: FastifyRequest,
  ): Promise<Turns> {
    // The agents of others do not exist for a runtime.
    if (!actsForAgent(caller.principal, id)) throw refuse('agent_not_found');
    const known = BigInt(since);
    const reading = after === undefined ? {} : { after };
    return this.polls.until(request, wait * 1000, async () => {
      // Keys are revoked and tokens expire while somebody waits.
      const { principal } = await this.guard.callerOf(request);
      if (!can(principal, 'turn.read') || !actsForAgent(principal, id)) throw refuse('agent_not_found');
      const turns = await this.views.read(caller, reading, (reader) => turnsAfter(reader, id, known));
      const next = turns.reduce((max, { position }) => (BigInt(position) > max ? BigInt(position) : max), known);
      return { found: turns.length > 0, answer: { turns, next: String(next) } };
    });
  }
}
