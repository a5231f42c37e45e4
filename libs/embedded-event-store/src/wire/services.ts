import type { MethodDefinition } from '@grpc/grpc-js';
import { decodeBatchAppendRequest } from './batch-append-request.js';
import { decodeReadRequest } from './read-request.js';
import { decodeAppendRequest, decodeDeleteRequest } from './write-request.js';

/** Responses are bytes wherever they come from: events were encoded when they were written. */
type Method<Request> = MethodDefinition<Request, Buffer>;

const asTheyAre = (bytes: Buffer): Buffer => bytes;

/** The server's half of a method; the client's half is never used. */
function method<Request>(
  path: string,
  decode: (bytes: Buffer) => Request,
  streams: { request?: boolean; response?: boolean } = {},
): Method<Request> {
  return {
    path,
    requestStream: streams.request ?? false,
    responseStream: streams.response ?? false,
    requestDeserialize: decode,
    responseSerialize: asTheyAre,
    requestSerialize: () => Buffer.alloc(0),
    responseDeserialize: asTheyAre,
  };
}

const STREAMS = '/event_store.client.streams.Streams';

/** The `Streams` service of streams.proto. */
export const streamsService = {
  read: method(`${STREAMS}/Read`, decodeReadRequest, { response: true }),
  append: method(`${STREAMS}/Append`, decodeAppendRequest, { request: true }),
  delete: method(`${STREAMS}/Delete`, decodeDeleteRequest),
  tombstone: method(`${STREAMS}/Tombstone`, decodeDeleteRequest),
  batchAppend: method(`${STREAMS}/BatchAppend`, decodeBatchAppendRequest, { request: true, response: true }),
};

export const serverFeaturesService = {
  getSupportedMethods: method('/event_store.client.server_features.ServerFeatures/GetSupportedMethods', asTheyAre),
};

export const gossipService = { read: method('/event_store.client.gossip.Gossip/Read', asTheyAre) };

/** Services of the real server that this node has no part of; `*` marks methods that answer with a stream. */
export const otherServices = {
  persistentSubscriptions: others(
    'persistent_subscriptions.PersistentSubscriptions',
    'Create Update Delete Read* GetInfo ReplayParked List RestartSubsystem',
  ),
  projections: others(
    'projections.Projections',
    'Create Update Delete Statistics* Disable Enable Reset State Result RestartSubsystem',
  ),
  users: others('users.Users', 'Create Update Delete Disable Enable Details* ChangePassword ResetPassword'),
  operations: others(
    'operations.Operations',
    'StartScavenge StopScavenge Shutdown MergeIndexes ResignNode SetNodePriority RestartPersistentSubscriptions',
  ),
  monitoring: others('monitoring.Monitoring', 'Stats*'),
};

function others(service: string, methods: string): Record<string, Method<Buffer>> {
  return Object.fromEntries(
    methods.split(' ').map((word) => {
      const name = word.replace('*', '');
      const path = `/event_store.client.${service}/${name}`;
      // Persistent subscriptions are read in both directions; a refusal need not know.
      return [name, method(path, asTheyAre, { response: word.endsWith('*') })];
    }),
  );
}
