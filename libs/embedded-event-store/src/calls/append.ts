import { status, type sendUnaryData, type ServerReadableStream } from '@grpc/grpc-js';
import type { ExpectedRevision } from '../log/expected-revision.js';
import type { NewEvent, Outcome } from '../log/operation.js';
import { CallError, invalidArgument, maximumAppendSizeExceeded, streamDeleted } from '../wire/call-error.js';
import type { decodeAppendRequest } from '../wire/write-request.js';
import { appendSuccess, appendWrongVersion } from '../wire/write-response.js';
import { statusOf } from './fail-call.js';
import type { NodeContext } from './node-context.js';
import { proposedEvent, sizeOf } from './proposed-event.js';
import { writeTarget, type WriteTarget } from './write-target.js';

type AppendRequest = ReturnType<typeof decodeAppendRequest>;

/** `Append`: one call, one append. The client uses it when a call carries its own credentials. */
export function append(node: NodeContext) {
  return (call: ServerReadableStream<AppendRequest, Buffer>, callback: sendUnaryData<Buffer>): void => {
    const answer = async () => {
      const { stream, expected, events } = await receive(call, node.maxAppendBytes);
      const abandoned = () => call.cancelled;
      const outcome = await node.log.submit({ kind: 'append', stream, expected, events, abandoned });
      return response(outcome, stream, expected);
    };
    answer().then(
      (bytes) => callback(null, bytes),
      (error: unknown) => callback(statusOf(error, node.report)),
    );
  };
}

async function receive(call: AsyncIterable<AppendRequest>, maxBytes: number) {
  const events: NewEvent[] = [];
  let target: WriteTarget | undefined;
  let size = 0;
  for await (const { options, message } of call) {
    if (options && !target) target = writeTarget(options);
    else if (message && target) {
      const event = proposedEvent(message);
      size += sizeOf(event);
      if (size > maxBytes) throw maximumAppendSizeExceeded(maxBytes);
      events.push(event);
    } else throw invalidArgument('An append starts with its options, and events follow.');
  }
  if (!target) throw invalidArgument('An append starts with its options.');
  return { ...target, events };
}

function response(outcome: Outcome, stream: string, expected: ExpectedRevision): Buffer {
  switch (outcome.kind) {
    case 'done':
      return appendSuccess(outcome.revision, outcome.position);
    case 'wrong-revision':
      return appendWrongVersion(outcome.current, expected);
    case 'deleted':
      throw streamDeleted(stream);
    case 'abandoned':
      throw new CallError(status.DEADLINE_EXCEEDED, 'The append was given up before it was written.');
  }
}
