import type { sendUnaryData, ServerReadableStream } from '@grpc/grpc-js';
import type { AppendReq, AppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { ExpectedRevision } from '../log/expected-revision.js';
import type { NewEvent, Outcome } from '../log/operation.js';
import { CallError, invalidArgument, maximumAppendSizeExceeded, streamDeleted } from '../wire/call-error.js';
import { shared, streams } from '../wire/messages.js';
import { status } from '@grpc/grpc-js';
import { statusOf } from './fail-call.js';
import type { NodeContext } from './node-context.js';
import { proposedEvent, sizeOf } from './proposed-event.js';
import { decodeStreamName, writableStream } from './stream-name.js';
import { uuidOf } from './uuid-message.js';

/** `Append`: one call, one append. The client uses it when a call carries its own credentials. */
export function append(node: NodeContext) {
  return (call: ServerReadableStream<AppendReq, AppendResp>, callback: sendUnaryData<AppendResp>): void => {
    const answer = async () => {
      const { stream, expected, events } = await receive(call, node.maxAppendBytes);
      const outcome = await node.log.submit({
        kind: 'append',
        stream,
        expected,
        events,
        abandoned: () => call.cancelled,
      });
      return response(outcome, stream, expected);
    };
    answer().then(
      (resp) => callback(null, resp),
      (error: unknown) => callback(statusOf(error, node.report)),
    );
  };
}

async function receive(call: ServerReadableStream<AppendReq, AppendResp>, maxBytes: number) {
  const events: NewEvent[] = [];
  let target: { stream: string; expected: ExpectedRevision } | undefined;
  let size = 0;
  for await (const request of call as AsyncIterable<AppendReq>) {
    const options = request.getOptions();
    const message = request.getProposedMessage();
    if (options && !target) target = readOptions(options);
    else if (message && target) {
      const event = readMessage(message);
      size += sizeOf(event);
      if (size > maxBytes) throw maximumAppendSizeExceeded(maxBytes);
      events.push(event);
    } else throw invalidArgument('An append starts with its options, and events follow.');
  }
  if (!target) throw invalidArgument('An append starts with its options.');
  return { ...target, events };
}

function readOptions(options: AppendReq.Options): { stream: string; expected: ExpectedRevision } {
  const stream = writableStream(
    decodeStreamName(options.getStreamIdentifier()?.getStreamName_asU8() ?? new Uint8Array()),
  );
  const { ExpectedStreamRevisionCase: Case } = streams.AppendReq.Options;
  switch (options.getExpectedStreamRevisionCase()) {
    case Case.REVISION:
      return { stream, expected: BigInt(options.getRevision()) };
    case Case.NO_STREAM:
      return { stream, expected: 'no_stream' };
    case Case.ANY:
      return { stream, expected: 'any' };
    case Case.STREAM_EXISTS:
      return { stream, expected: 'stream_exists' };
    default:
      throw invalidArgument('An append says what revision it expects.');
  }
}

function readMessage(message: AppendReq.ProposedMessage): NewEvent {
  const properties: Record<string, string> = {};
  message.getMetadataMap().forEach((value: string, key: string) => {
    properties[key] = value;
  });
  return proposedEvent({
    id: uuidOf(message.getId()),
    properties,
    data: Buffer.from(message.getData_asU8()),
    metadata: Buffer.from(message.getCustomMetadata_asU8()),
  });
}

function response(outcome: Outcome, stream: string, expected: ExpectedRevision): AppendResp {
  switch (outcome.kind) {
    case 'done':
      return new streams.AppendResp().setSuccess(success(outcome.revision, outcome.position));
    case 'wrong-revision':
      return new streams.AppendResp().setWrongExpectedVersion(wrongVersion(outcome.current, expected));
    case 'deleted':
      throw streamDeleted(stream);
    case 'abandoned':
      throw new CallError(status.DEADLINE_EXCEEDED, 'The append was given up before it was written.');
  }
}

function success(revision: bigint, position: bigint | undefined): AppendResp.Success {
  const message = new streams.AppendResp.Success();
  if (revision < 0n) message.setNoStream(new shared.Empty());
  else message.setCurrentRevision(String(revision));
  if (position === undefined) return message.setNoPosition(new shared.Empty());
  const text = String(position);
  return message.setPosition(new streams.AppendResp.Position().setCommitPosition(text).setPreparePosition(text));
}

function wrongVersion(current: bigint, expected: ExpectedRevision): AppendResp.WrongExpectedVersion {
  const message = new streams.AppendResp.WrongExpectedVersion();
  if (current < 0n) message.setCurrentNoStream(new shared.Empty());
  else message.setCurrentRevision(String(current));
  if (expected === 'any') return message.setExpectedAny(new shared.Empty());
  if (expected === 'no_stream') return message.setExpectedNoStream(new shared.Empty());
  if (expected === 'stream_exists') return message.setExpectedStreamExists(new shared.Empty());
  return message.setExpectedRevision(String(expected));
}
