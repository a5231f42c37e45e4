import { ApiProperty } from '@nestjs/swagger';
import { triggers, type Trigger } from '#domain';
import { Choice, Id, Key, Name, Part, Place, When } from '../http/fields.js';
import { Receipt } from '../http/receipt.js';

const directions = ['to_people', 'to_ai', 'agent_to_agent'] as const;
const deciders = ['agent_rule', 'customer', 'member', 'system'] as const;

/** What an export shows; as in the list of handoffs. Whatever is left out stands in it as a hash. */
export class ExportFilterBody {
  @Id({ optional: true })
  readonly conversationId?: string;

  @Id({ optional: true, about: 'An agent that gave or received.' })
  readonly agentId?: string;

  @Key({ optional: true, about: 'A member who gave, received, decided or changed something.' })
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

export class ExportRequest {
  @Part(() => ExportFilterBody, { optional: true })
  readonly filter?: ExportFilterBody;

  @Place({ optional: true, about: 'As of this signed size; the newest when left out.' })
  readonly size?: string;

  @Place({ optional: true, about: 'Size of a checkpoint you kept: the export proves that it contains that one.' })
  readonly since?: string;
}

export class ExportReceipt extends Receipt {
  @ApiProperty({ format: 'uuid' })
  readonly exportId!: string;

  @ApiProperty({ example: '260' })
  readonly size!: string;
}
