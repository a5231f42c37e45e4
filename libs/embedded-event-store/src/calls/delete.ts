import { status, type sendUnaryData, type ServerUnaryCall } from '@grpc/grpc-js';
import type { ExpectedRevision } from '../log/expected-revision.js';
import { CallError, streamDeleted, wrongExpectedVersion } from '../wire/call-error.js';
import type { WriteOptions } from '../wire/write-request.js';
import { deleteSuccess } from '../wire/write-response.js';
import { statusOf } from './fail-call.js';
import type { NodeContext } from './node-context.js';
import { writeTarget } from './write-target.js';

type Call = ServerUnaryCall<WriteOptions, Buffer>;

/** `Delete` hides the events of a stream until it is written again, `Tombstone` ends it for good. */
export function deleteOrTombstone(node: NodeContext, kind: 'delete' | 'tombstone') {
  return (call: Call, callback: sendUnaryData<Buffer>): void => {
    answer(node, kind, call).then(
      (bytes) => callback(null, bytes),
      (error: unknown) => callback(statusOf(error, node.report)),
    );
  };
}

async function answer(node: NodeContext, kind: 'delete' | 'tombstone', call: Call): Promise<Buffer> {
  const { stream, expected } = writeTarget(call.request);
  const abandoned = () => call.cancelled;
  const outcome = await node.log.submit({ kind, stream, expected, events: [], abandoned });
  switch (outcome.kind) {
    case 'done':
      return deleteSuccess(outcome.position);
    case 'wrong-revision':
      throw wrongExpectedVersion(stream, onTheWire(expected), outcome.current);
    case 'deleted':
      throw streamDeleted(stream);
    case 'abandoned':
      throw new CallError(status.DEADLINE_EXCEEDED, 'The call was given up before anything was written.');
  }
}

function onTheWire(expected: ExpectedRevision): bigint {
  if (typeof expected === 'bigint') return expected;
  return { any: -2n, no_stream: -1n, stream_exists: -4n }[expected];
}
