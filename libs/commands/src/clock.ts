import type { Instant } from '#domain';

/** Where time is read: at the edge, never in a decision. Type and injection token in one. */
export abstract class Clock {
  abstract now(): Instant;
}

/** The clock of this machine. */
export class SystemClock extends Clock {
  now(): Instant {
    return new Date().toISOString();
  }
}
