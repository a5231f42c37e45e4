import { triggers, type Trigger } from '#domain';
import { Choice, Id, Key, Name, When } from '../http/fields.js';

const directions = ['to_people', 'to_ai', 'agent_to_agent'] as const;
const deciders = ['agent_rule', 'customer', 'member', 'system'] as const;

/** Which handoffs are asked for: the same for the list of them and for an export. */
export class HandoffFilter {
  @Id({ optional: true })
  readonly conversationId?: string;

  @Id({ optional: true, about: 'An agent that gave or received.' })
  readonly agentId?: string;

  @Key({
    optional: true,
    about: 'A member who gave, received first, or decided; of an export also who changed something.',
  })
  readonly memberId?: string;

  @Name({ optional: true, example: 'customer_request' })
  readonly reasonCode?: string;

  @Choice({ of: triggers, optional: true, about: 'What fired.' })
  readonly trigger?: Trigger;

  @Choice({ of: deciders, optional: true })
  readonly decidedBy?: (typeof deciders)[number];

  @Choice({ of: directions, optional: true })
  readonly direction?: (typeof directions)[number];

  @When({ optional: true, about: 'At this time or later.' })
  readonly from?: string;

  @When({ optional: true, about: 'Before this time.' })
  readonly until?: string;
}
