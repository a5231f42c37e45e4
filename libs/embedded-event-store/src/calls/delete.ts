import { status, type sendUnaryData, type ServerUnaryCall } from '@grpc/grpc-js';
import type { DeleteReq, DeleteResp, TombstoneReq, TombstoneResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { ExpectedRevision } from '../log/expected-revision.js';
import { CallError, invalidArgument, streamDeleted, wrongExpectedVersion } from '../wire/call-error.js';
import { shared, streams } from '../wire/messages.js';
import { statusOf } from './fail-call.js';
import type { NodeContext } from './node-context.js';
import { decodeStreamName, writableStream } from './stream-name.js';

/** `Delete`: hides the events of a stream until it is written again. */
export function deleteStream(node: NodeContext) {
  return unary(node, 'delete', (position): DeleteResp => {
    if (position === undefined) return new streams.DeleteResp().setNoPosition(new shared.Empty());
    const text = String(position);
    const message = new streams.DeleteResp.Position().setCommitPosition(text).setPreparePosition(text);
    return new streams.DeleteResp().setPosition(message);
  });
}

/** `Tombstone`: ends a stream for good. */
export function tombstone(node: NodeContext) {
  return unary(node, 'tombstone', (position): TombstoneResp => {
    if (position === undefined) return new streams.TombstoneResp().setNoPosition(new shared.Empty());
    const text = String(position);
    const message = new streams.TombstoneResp.Position().setCommitPosition(text).setPreparePosition(text);
    return new streams.TombstoneResp().setPosition(message);
  });
}

type Options = DeleteReq.Options | TombstoneReq.Options;

function unary<Request extends DeleteReq | TombstoneReq, Response>(
  node: NodeContext,
  kind: 'delete' | 'tombstone',
  respond: (position: bigint | undefined) => Response,
) {
  return (call: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>): void => {
    const answer = async () => {
      const options = call.request.getOptions();
      if (!options) throw invalidArgument('The options are missing.');
      const stream = writableStream(
        decodeStreamName(options.getStreamIdentifier()?.getStreamName_asU8() ?? new Uint8Array()),
      );
      const expected = readExpected(options);
      const abandoned = () => call.cancelled;
      const outcome = await node.log.submit({ kind, stream, expected, events: [], abandoned });
      switch (outcome.kind) {
        case 'done':
          return respond(outcome.position);
        case 'wrong-revision':
          throw wrongExpectedVersion(stream, onTheWire(expected), outcome.current);
        case 'deleted':
          throw streamDeleted(stream);
        case 'abandoned':
          throw new CallError(status.DEADLINE_EXCEEDED, 'The call was given up before anything was written.');
      }
    };
    answer().then(
      (resp) => callback(null, resp),
      (error: unknown) => callback(statusOf(error, node.report)),
    );
  };
}

/** The two messages number the cases of their oneof alike. */
function readExpected(options: Options): ExpectedRevision {
  const { ExpectedStreamRevisionCase: Case } = streams.DeleteReq.Options;
  switch (options.getExpectedStreamRevisionCase() as number) {
    case Case.REVISION as number:
      return BigInt(options.getRevision());
    case Case.NO_STREAM as number:
      return 'no_stream';
    case Case.ANY as number:
      return 'any';
    case Case.STREAM_EXISTS as number:
      return 'stream_exists';
    default:
      throw invalidArgument('The call says what revision it expects.');
  }
}

function onTheWire(expected: ExpectedRevision): bigint {
  if (typeof expected === 'bigint') return expected;
  return { any: -2n, no_stream: -1n, stream_exists: -4n }[expected];
}
