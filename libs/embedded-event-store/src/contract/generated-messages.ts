/**
 * The generated code of @eventstore/db-client, to hold ours against. It is CommonJS whose exports Node cannot name
 * statically, hence the default imports.
 */
export { default as shared } from '@eventstore/db-client/generated/shared_pb.js';
export { default as streams } from '@eventstore/db-client/generated/streams_pb.js';
export { default as streamsService } from '@eventstore/db-client/generated/streams_grpc_pb.js';
