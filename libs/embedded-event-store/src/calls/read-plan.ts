import type { Direction } from '../log/storage.js';
import { invalidArgument } from '../wire/call-error.js';
import type { ReadFrom, ReadRequest } from '../wire/read-request.js';
import { readFilter, type EventFilter } from './event-filter.js';
import { readableStream } from './stream-name.js';

/** What a `Read` call asks for. */
export interface ReadPlan {
  /** Undefined: the whole log. */
  readonly stream: string | undefined;
  /** A revision of the stream or a position of the log. */
  readonly from: bigint | 'start' | 'end';
  readonly direction: Direction;
  /** At most so many events; 'follow' for a subscription, which goes on with whatever is written. */
  readonly count: number | 'follow';
  readonly resolveLinks: boolean;
  readonly filter: EventFilter | undefined;
  /** Ids as two integers instead of a string. */
  readonly structuredIds: boolean;
}

/** @throws CallError INVALID_ARGUMENT when the request leaves something open or asks for what does not exist */
export function readPlan(request: ReadRequest): ReadPlan {
  if (!request.ids) throw invalidArgument('The call says in which form it wants ids.');
  const direction = request.backwards ? 'backwards' : 'forwards';
  const target = readTarget(request);
  if (request.filter && request.stream) throw invalidArgument('A filter works on $all, not on a stream.');
  const filter = request.filter && readFilter(request.filter);
  if (request.subscription) {
    if (direction === 'backwards') throw invalidArgument('A subscription reads forwards.');
    if (filter?.checkpointInterval === 0) throw invalidArgument('The checkpoint interval of a filter is at least 1.');
  } else if (request.count === undefined) throw invalidArgument('The call says how many events to read.');
  return {
    ...target,
    direction,
    count: request.subscription ? 'follow' : Number(request.count),
    resolveLinks: request.resolveLinks ?? false,
    filter,
    structuredIds: request.ids === 'structured',
  };
}

function readTarget({ stream, all }: ReadRequest): Pick<ReadPlan, 'stream' | 'from'> {
  if (stream) return { stream: readableStream(stream.name), from: given(stream.from, 'revision') };
  if (all) return { stream: undefined, from: given(all.from, 'position') };
  throw invalidArgument('The call says whether to read a stream or $all.');
}

function given(from: ReadFrom, what: string): bigint | 'start' | 'end' {
  if (from === undefined) throw invalidArgument(`The call says from which ${what} to read.`);
  return from;
}
