import { randomUUID } from 'node:crypto';
import { Server, type ServerInterceptor } from '@grpc/grpc-js';
import { append } from './calls/append.js';
import { batchAppend } from './calls/batch-append.js';
import { deleteOrTombstone } from './calls/delete.js';
import { readGossip, type Address } from './calls/gossip.js';
import type { NodeContext } from './calls/node-context.js';
import { read } from './calls/read.js';
import { getSupportedMethods } from './calls/server-features.js';
import { unsupportedServices } from './calls/unsupported.js';
import { gossipService, serverFeaturesService, streamsService } from './wire/services.js';

/** What the real server takes in one message (ClusterVNodeStartup), and how often it pings. */
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
const KEEPALIVE_MS = 10_000;

/** The gRPC server with all services of the node; it does not listen yet. */
export function createGrpcServer(
  node: NodeContext,
  advertised: () => Address,
  interceptors: ServerInterceptor[],
): Server {
  const server = new Server({
    'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
    'grpc.max_send_message_length': -1,
    'grpc.keepalive_time_ms': KEEPALIVE_MS,
    'grpc.keepalive_timeout_ms': KEEPALIVE_MS,
    interceptors,
  });
  server.addService(streamsService, {
    read: read(node),
    append: append(node),
    delete: deleteOrTombstone(node, 'delete'),
    tombstone: deleteOrTombstone(node, 'tombstone'),
    batchAppend: batchAppend(node),
  });
  server.addService(serverFeaturesService, { getSupportedMethods: getSupportedMethods() });
  server.addService(gossipService, { read: readGossip(randomUUID(), advertised) });
  for (const [service, implementation] of unsupportedServices()) server.addService(service, implementation);
  return server;
}
