import type { sendUnaryData, ServiceDefinition } from '@grpc/grpc-js';
import { encodeSupportedMethods } from '../wire/node-descriptions.js';
import { gossipService, otherServices, streamsService } from '../wire/services.js';

/** The server whose behaviour this node has; clients switch features on by it. */
const SERVER_VERSION = '24.10.0';

const { persistentSubscriptions, operations, projections, users } = otherServices;

/**
 * The persistent subscriptions are named although every call to them is refused: a client that does not find them
 * falls back to HTTP, where its user would never see the sentence that says what to use.
 */
const SERVICES: readonly (readonly [ServiceDefinition, features: (method: string) => string[]])[] = [
  [streamsService, streamFeatures],
  [persistentSubscriptions, () => ['stream', 'all']],
  [gossipService, () => []],
  [operations, () => []],
  [projections, () => []],
  [users, () => []],
];

function streamFeatures(method: string): string[] {
  if (method === 'read') return ['position', 'events'];
  return method === 'batchappend' ? ['deadline_duration'] : [];
}

/** `GetSupportedMethods`: names in lower case, as the real server has them and the client compares them. */
export function getSupportedMethods() {
  const methods = SERVICES.flatMap(([definition, features]) =>
    Object.values(definition).map(({ path }) => {
      const [, service = '', method = ''] = path.toLowerCase().split('/');
      return { service, method, features: features(method) };
    }),
  );
  const answer = encodeSupportedMethods(methods, SERVER_VERSION);
  return (_call: unknown, callback: sendUnaryData<Buffer>): void => callback(null, answer);
}
