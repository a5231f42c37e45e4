import { Choice, Flag, Id, Key } from '../http/fields.js';
import { Message, Why } from './message-bodies.js';

/** The assignee's answer. */
export class MemberReply extends Message {}

export class Assignment extends Why {
  @Key({ about: 'The member who shall have it.', example: 'b2f7c1aa-1f0e-4f0a-8d5e-9f3a4c6b7d10' })
  readonly to!: string;
}

/** To a member or to a team: one of the two. */
export class TransferTo extends Why {
  @Key({ optional: true, example: 'b2f7c1aa-1f0e-4f0a-8d5e-9f3a4c6b7d10' })
  readonly memberId?: string;

  @Key({ optional: true, example: 'billing' })
  readonly teamId?: string;
}

/** Back to an AI agent. */
export class ToAi extends Why {
  @Id({ optional: true, about: 'Which agent; left out: the one that handed off, else the default of the channel.' })
  readonly agentId?: string;

  @Choice({
    of: ['immediate', 'on_next_message'],
    optional: true,
    about: 'Answer at once, or wait for the customer. Left out: at once for transfer-to-ai, waiting for return-to-ai.',
  })
  readonly resume?: 'immediate' | 'on_next_message';

  @Flag({ optional: true, about: 'Go on although the customer asked for a person, or the reason was a delicate one.' })
  readonly confirmed?: boolean;
}

/** A member stops the AI; the conversation waits, in the shared queue or in that of a team. */
export class TakeFromAi extends Why {
  @Key({ optional: true, example: 'billing' })
  readonly teamId?: string;
}
