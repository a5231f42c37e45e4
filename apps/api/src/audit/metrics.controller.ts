import { Controller, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { metrics } from '#read-models';
import { By, Caller } from '../http/caller.js';
import { Choice, Id, Name, When } from '../http/fields.js';
import { ViewRoute } from '../http/route.js';
import { Reading, Views } from '../http/views.js';

const groupings = ['day', 'agent', 'version', 'trigger', 'reason'] as const;
const environments = ['live', 'staging', 'test'] as const;

export class MetricsQuery extends Reading {
  @Choice({ of: groupings, optional: true })
  readonly groupBy?: (typeof groupings)[number];

  @Id({ optional: true })
  readonly agentId?: string;

  @Name({ optional: true, example: 'web' })
  readonly channel?: string;

  @Choice({ of: environments, optional: true, about: '`live` when left out.' })
  readonly environment?: (typeof environments)[number];

  @When({ optional: true, about: 'At this time or later.' })
  readonly from?: string;

  @When({ optional: true, about: 'Before this time.' })
  readonly until?: string;
}

const whole = { type: 'integer', example: 12 };
const share = {
  type: 'object',
  properties: {
    count: whole,
    of: { type: 'integer', example: 40 },
    rate: { type: 'number', nullable: true, example: 0.3 },
  },
};
const durations = {
  type: 'object',
  description: 'Seconds.',
  properties: {
    count: whole,
    p50: { type: 'number', nullable: true, example: 41 },
    p90: { type: 'number', nullable: true, example: 118 },
  },
};

/** Each number by its one definition. */
const numbers = {
  type: 'object',
  properties: {
    group: { type: 'object', additionalProperties: true, description: 'What the numbers are counted for.' },
    handoff: { ...share, description: 'Conversations an agent had and people were then asked for; takeovers apart.' },
    containment: { ...share, description: 'Closed without people, and the customer wrote after the AI did.' },
    stretches: whole,
    takeovers: whole,
    claimTime: durations,
    firstResponse: durations,
    unclaimed: share,
    abandoned: share,
    returned: { type: 'object', additionalProperties: share, description: 'By cause.' },
    handedOffAgain: share,
    forms: share,
    fencedReplies: whole,
  },
};

@ApiTags('Handoffs and audit')
@Controller('v1/metrics')
export class MetricsController {
  constructor(private readonly views: Views) {}

  @ViewRoute('', {
    permit: 'metrics.read',
    summary: 'How often, how long, with what outcome; by agent, version, day, trigger or reason',
    answer: { type: 'object', properties: { items: { type: 'array', items: numbers } } },
    refusals: { 422: ['too_many_groups'] },
  })
  async list(@Query() query: MetricsQuery, @By() caller: Caller) {
    const { after: _, ...filter } = query;
    return { items: await this.views.read(caller, query, (reader) => metrics(reader, filter)) };
  }
}
