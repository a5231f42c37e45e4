import { randomUUID } from 'node:crypto';
import { Server, type ServerInterceptor } from '@grpc/grpc-js';
import { append } from './calls/append.js';
import { batchAppend } from './calls/batch-append.js';
import { deleteStream, tombstone } from './calls/delete.js';
import { readGossip } from './calls/gossip.js';
import type { NodeContext } from './calls/node-context.js';
import { read } from './calls/read.js';
import { getSupportedMethods } from './calls/server-features.js';
import { unsupportedServices } from './calls/unsupported.js';
import { decodeBatchAppendRequest } from './wire/batch-append-request.js';
import { gossipService, serverFeaturesService, streamsService } from './wire/messages.js';

/** What the real server takes in one message (ClusterVNodeStartup), and how often it pings. */
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
const KEEPALIVE_MS = 10_000;

const asTheyAre = (frame: Buffer): Buffer => frame;

/**
 * The service definition with frames in place of messages where it matters: what is read was encoded when it was
 * written, and appends are decoded without message objects.
 */
const STREAMS = {
  ...streamsService.StreamsService,
  read: { ...streamsService.StreamsService.read, responseSerialize: asTheyAre },
  batchAppend: {
    ...streamsService.StreamsService.batchAppend,
    requestDeserialize: decodeBatchAppendRequest,
    responseSerialize: asTheyAre,
  },
};

/** The gRPC server with all services of the node; it does not listen yet. */
export function createGrpcServer(
  node: NodeContext,
  advertised: () => { host: string; port: number },
  interceptors: ServerInterceptor[],
): Server {
  const server = new Server({
    'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
    'grpc.max_send_message_length': -1,
    'grpc.keepalive_time_ms': KEEPALIVE_MS,
    'grpc.keepalive_timeout_ms': KEEPALIVE_MS,
    interceptors,
  });
  const streams = {
    read: read(node),
    append: append(node),
    delete: deleteStream(node),
    tombstone: tombstone(node),
    batchAppend: batchAppend(node),
  };
  server.addService(STREAMS, streams);
  server.addService(serverFeaturesService.ServerFeaturesService, { getSupportedMethods: getSupportedMethods() });
  server.addService(gossipService.GossipService, { read: readGossip(randomUUID(), advertised) });
  for (const [service, implementation] of unsupportedServices()) server.addService(service, implementation);
  return server;
}
