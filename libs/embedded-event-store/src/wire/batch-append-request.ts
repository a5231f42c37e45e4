import { FieldReader, MalformedMessage } from './protobuf.js';
import { readUuid } from './uuid.js';
import { readProposedMessage, readWriteOptions, type ProposedMessage, type WriteOptions } from './write-request.js';

/** One frame of `BatchAppend`: a piece of one append, known by its correlation id. */
export interface BatchAppendRequest {
  readonly correlationId: string;
  /** Only on the first frame of an append. */
  readonly options: WriteOptions | undefined;
  readonly messages: readonly ProposedMessage[];
  readonly isFinal: boolean;
}

/** Field numbers of streams.proto. */
const Request = { correlationId: 1, options: 2, messages: 3, isFinal: 4 } as const;

/** @throws MalformedMessage when the bytes are not a `BatchAppendReq` with a correlation id */
export function decodeBatchAppendRequest(bytes: Buffer): BatchAppendRequest {
  const fields = new FieldReader(bytes);
  let correlationId: string | undefined;
  let options: WriteOptions | undefined;
  const messages: ProposedMessage[] = [];
  let isFinal = false;
  while (fields.next()) {
    if (fields.field === Request.correlationId) correlationId = readUuid(fields.message());
    else if (fields.field === Request.options) options = readWriteOptions(fields.message());
    else if (fields.field === Request.messages) messages.push(readProposedMessage(fields.message()));
    else if (fields.field === Request.isFinal) isFinal = fields.bool();
    else fields.skip();
  }
  if (correlationId === undefined) throw new MalformedMessage('a batch append without a correlation id');
  return { correlationId, options, messages, isFinal };
}
