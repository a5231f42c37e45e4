import type { EventLog } from '../log/event-log.js';

/** What every call handler works with. */
export interface NodeContext {
  readonly log: EventLog;
  /** Upper bound of the events of one append: data, metadata and type names together. */
  readonly maxAppendBytes: number;
  /** Aborts when the node stops: calls that would never end must end then. */
  readonly stopping: AbortSignal;
  readonly report: (line: string) => void;
}
