/** A stream that is not published any further since an event the relay does not understand. */
export interface ParkedStream {
  readonly stream: string;
  readonly revision: bigint;
  readonly eventType: string;
  /** What was wrong, without any value of the event. */
  readonly problem: string;
}

/** Before the first event. */
export const beginning = -1n;

/** Somebody else moved the position: this process does not lead, or no longer does. */
export class PositionMoved extends Error {
  override readonly name = 'PositionMoved';

  constructor(readonly expected: bigint) {
    super(`the relay’s position is no longer ${expected}: another relay leads`);
  }
}

/** What the one relay that leads may do. */
export interface Leadership {
  /** Aborts when the lead is lost. */
  readonly signal: AbortSignal;
  read(): Promise<{ readonly position: bigint; readonly parked: readonly ParkedStream[] }>;
  /**
   * Stores how far the log was published, and the streams parked on the way.
   * @throws PositionMoved when it was not at `from`
   */
  advance(from: bigint, to: bigint, parked: readonly ParkedStream[]): Promise<void>;
  /** The stream was published up to the position that was last stored. */
  unpark(stream: string): Promise<void>;
}

/** Where the relay remembers how far it came, and which of several relays leads. */
export interface RelayJournal {
  /**
   * Waits until this process leads, runs the work, and lets the lead go.
   * @returns false when the signal aborted before it led
   */
  lead(signal: AbortSignal, work: (leadership: Leadership) => Promise<void>): Promise<boolean>;
}
