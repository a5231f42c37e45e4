import type { ReadReq } from '@eventstore/db-client/generated/streams_pb.js';
import type { Direction } from '../log/storage.js';
import { invalidArgument } from '../wire/call-error.js';
import { streams } from '../wire/messages.js';
import { readFilter, type EventFilter } from './event-filter.js';
import { decodeStreamName, readableStream } from './stream-name.js';

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
export function readPlan(request: ReadReq): ReadPlan {
  const options = request.getOptions();
  if (!options) throw invalidArgument('The options are missing.');
  const structuredIds = readsStructuredIds(options);
  const { stream, from } = readTarget(options);
  const direction = options.getReadDirection() === BACKWARDS ? 'backwards' : 'forwards';
  const filterOptions = options.getFilter();
  if (filterOptions && stream !== undefined) throw invalidArgument('A filter works on $all, not on a stream.');
  const filter = filterOptions && readFilter(filterOptions);
  const count = readCount(options);
  if (count === 'follow') {
    if (direction === 'backwards') throw invalidArgument('A subscription reads forwards.');
    if (filter?.checkpointInterval === 0) throw invalidArgument('The checkpoint interval of a filter is at least 1.');
  }
  return { stream, from, direction, count, resolveLinks: options.getResolveLinks(), filter, structuredIds };
}

const { BACKWARDS } = streams.ReadReq.Options.ReadDirection;

function readsStructuredIds(options: ReadReq.Options): boolean {
  const { ContentCase } = streams.ReadReq.Options.UUIDOption;
  const form = options.getUuidOption()?.getContentCase() ?? ContentCase.CONTENT_NOT_SET;
  if (form === ContentCase.CONTENT_NOT_SET) throw invalidArgument('The call says in which form it wants ids.');
  return form === ContentCase.STRUCTURED;
}

function readTarget(options: ReadReq.Options): Pick<ReadPlan, 'stream' | 'from'> {
  const ofStream = options.getStream();
  if (ofStream) {
    const name = decodeStreamName(ofStream.getStreamIdentifier()?.getStreamName_asU8() ?? new Uint8Array());
    const stream = readableStream(name);
    if (ofStream.hasStart()) return { stream, from: 'start' };
    if (ofStream.hasEnd()) return { stream, from: 'end' };
    if (ofStream.hasRevision()) return { stream, from: BigInt(ofStream.getRevision()) };
    throw invalidArgument('The call says from which revision to read.');
  }
  const ofAll = options.getAll();
  if (!ofAll) throw invalidArgument('The call says whether to read a stream or $all.');
  if (ofAll.hasStart()) return { stream: undefined, from: 'start' };
  if (ofAll.hasEnd()) return { stream: undefined, from: 'end' };
  const position = ofAll.getPosition();
  if (!position) throw invalidArgument('The call says from which position to read.');
  return { stream: undefined, from: BigInt(position.getCommitPosition()) };
}

function readCount(options: ReadReq.Options): number | 'follow' {
  if (options.hasSubscription()) return 'follow';
  if (!options.hasCount()) throw invalidArgument('The call says how many events to read.');
  return Number(options.getCount());
}
