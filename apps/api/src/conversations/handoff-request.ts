import { limits } from '#domain';
import { Key, Whole } from '../http/fields.js';
import { Why } from './message-bodies.js';

/** A person is asked for: by a runtime (which names its epoch), or by the customer through a channel. */
export class HandoffRequest extends Why {
  @Whole({ min: 0, max: 2_147_483_647, optional: true, about: 'From the turn; runtimes must name it.', example: 1 })
  readonly epoch?: number;

  @Whole({
    min: 0,
    max: limits.priority,
    optional: true,
    about: 'Higher comes first in the queue. Left out: 1 where the reason is `urgent`, else 0.',
    example: 1,
  })
  readonly priority?: number;

  @Key({ optional: true, max: limits.nameCharacters, about: 'The team whose queue it enters.', example: 'billing' })
  readonly teamId?: string;
}
