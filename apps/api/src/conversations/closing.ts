import { Choice, Id, Whole } from '../http/fields.js';
import { Why } from './message-bodies.js';

/** The end of a conversation. A runtime names its epoch and the last message it has seen. */
export class Closing extends Why {
  @Choice({ of: ['resolved', 'unresolved'], optional: true, about: '`resolved` when left out.' })
  readonly outcome?: 'resolved' | 'unresolved';

  @Whole({ min: 0, max: 2_147_483_647, optional: true, about: 'Runtimes only, and needed.', example: 1 })
  readonly epoch?: number;

  @Id({ optional: true, about: 'Runtimes only, and needed: a newer message of the customer forbids closing.' })
  readonly lastMessageSeen?: string;
}
