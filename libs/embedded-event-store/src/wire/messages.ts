/**
 * The generated code of @eventstore/db-client, which holds the protocol's messages and service definitions; the package
 * ships no .proto files. It is CommonJS whose exports Node cannot name statically, hence the default imports.
 */
export { default as gossip } from '@eventstore/db-client/generated/gossip_pb.js';
export { default as serverFeatures } from '@eventstore/db-client/generated/serverfeatures_pb.js';
export { default as shared } from '@eventstore/db-client/generated/shared_pb.js';
export { default as streams } from '@eventstore/db-client/generated/streams_pb.js';
export { default as gossipService } from '@eventstore/db-client/generated/gossip_grpc_pb.js';
export { default as monitoringService } from '@eventstore/db-client/generated/monitoring_grpc_pb.js';
export { default as operationsService } from '@eventstore/db-client/generated/operations_grpc_pb.js';
export { default as persistentService } from '@eventstore/db-client/generated/persistent_grpc_pb.js';
export { default as projectionsService } from '@eventstore/db-client/generated/projections_grpc_pb.js';
export { default as serverFeaturesService } from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
export { default as streamsService } from '@eventstore/db-client/generated/streams_grpc_pb.js';
export { default as usersService } from '@eventstore/db-client/generated/users_grpc_pb.js';
