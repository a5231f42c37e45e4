import { randomUUID } from 'node:crypto';
import { credentials, type ClientDuplexStream } from '@grpc/grpc-js';
import empty from 'google-protobuf/google/protobuf/empty_pb.js';
import timestamps from 'google-protobuf/google/protobuf/timestamp_pb.js';
import type { BatchAppendReq, BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import { shared, streams, streamsService } from './generated-messages.js';

/** The generated client below the real one: to send what the real one never would. */
export function rawStreams(connectionString: string) {
  const { host } = new URL(connectionString);
  return new streamsService.StreamsClient(host, credentials.createInsecure());
}

export type BatchCall = ClientDuplexStream<BatchAppendReq, BatchAppendResp>;

/** One piece of an append. The first one has the name of the stream. */
export function frame(
  correlationId: string,
  { stream, events = 0, final = true, deadline = Date.now() + 10_000 }: Partial<FrameOptions>,
): BatchAppendReq {
  const request = new streams.BatchAppendReq()
    .setCorrelationId(new shared.UUID().setString(correlationId))
    .setIsFinal(final);
  if (stream !== undefined) {
    const time = new timestamps.Timestamp();
    time.fromDate(new Date(deadline));
    request.setOptions(
      new streams.BatchAppendReq.Options()
        .setStreamIdentifier(new shared.StreamIdentifier().setStreamName(Buffer.from(stream)))
        .setAny(new empty.Empty())
        .setDeadline(time),
    );
  }
  for (let n = 0; n < events; n++) request.addProposedMessages(message(n));
  return request;
}

interface FrameOptions {
  readonly stream: string;
  readonly events: number;
  readonly final: boolean;
  /** Milliseconds since the UNIX epoch. */
  readonly deadline: number;
}

function message(n: number): BatchAppendReq.ProposedMessage {
  const event = new streams.BatchAppendReq.ProposedMessage().setId(new shared.UUID().setString(randomUUID()));
  event.getMetadataMap().set('type', 'raw').set('content-type', 'application/json');
  event.setData(Buffer.from(JSON.stringify({ n })));
  return event;
}

/** The answers of the call as they come: correlation id, and the name of the error or 'success'. */
export async function* answersOf(call: BatchCall): AsyncGenerator<[correlationId: string, answer: string]> {
  for await (const response of call as AsyncIterable<BatchAppendResp>) {
    const details = response.getError()?.getDetails();
    yield [response.getCorrelationId()!.getString(), details ? details.getTypeName() : 'success'];
  }
}
