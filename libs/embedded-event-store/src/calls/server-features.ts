import type { sendUnaryData, ServerUnaryCall, ServiceDefinition, UntypedServiceImplementation } from '@grpc/grpc-js';
import type { Empty } from '@eventstore/db-client/generated/shared_pb.js';
import type { SupportedMethods } from '@eventstore/db-client/generated/serverfeatures_pb.js';
import {
  gossipService,
  operationsService,
  persistentService,
  projectionsService,
  serverFeatures,
  streamsService,
  usersService,
} from '../wire/messages.js';

/** The server whose behaviour this node has; clients switch features on by it. */
const SERVER_VERSION = '24.10.0';

type Service = ServiceDefinition<UntypedServiceImplementation>;

/**
 * The persistent subscriptions are named although every call to them is refused: a client that does not find them
 * falls back to HTTP, where its user would never see the sentence that says what to use.
 */
const SERVICES: readonly { readonly service: Service; readonly features: (method: string) => string[] }[] = [
  { service: streamsService.StreamsService, features: streamFeatures },
  { service: persistentService.PersistentSubscriptionsService, features: () => ['stream', 'all'] },
  { service: gossipService.GossipService, features: () => [] },
  { service: operationsService.OperationsService, features: () => [] },
  { service: projectionsService.ProjectionsService, features: () => [] },
  { service: usersService.UsersService, features: () => [] },
];

function streamFeatures(method: string): string[] {
  if (method === 'read') return ['position', 'events'];
  return method === 'batchappend' ? ['deadline_duration'] : [];
}

/** `GetSupportedMethods`: names in lower case, as the real server has them and the client compares them. */
export function getSupportedMethods() {
  const answer = new serverFeatures.SupportedMethods().setEventStoreServerVersion(SERVER_VERSION);
  for (const { service, features } of SERVICES) {
    for (const { path } of Object.values(service)) {
      const [, name = '', method = ''] = path.toLowerCase().split('/');
      const supported = new serverFeatures.SupportedMethod().setServiceName(name).setMethodName(method);
      answer.addMethods(supported.setFeaturesList(features(method)));
    }
  }
  return (_call: ServerUnaryCall<Empty, SupportedMethods>, callback: sendUnaryData<SupportedMethods>): void =>
    callback(null, answer);
}
