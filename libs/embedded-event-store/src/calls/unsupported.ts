import {
  status,
  type ServiceDefinition,
  type UntypedHandleCall,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { CallError } from '../wire/call-error.js';
import {
  monitoringService,
  operationsService,
  persistentService,
  projectionsService,
  usersService,
} from '../wire/messages.js';

type Service = ServiceDefinition<UntypedServiceImplementation>;

/** What this node does not do, each with what to use instead. */
const UNSUPPORTED: readonly (readonly [Service, string])[] = [
  [
    persistentService.PersistentSubscriptionsService,
    'This node has no persistent subscriptions: use a catch-up subscription and keep its position, or a real EventStoreDB.',
  ],
  [
    projectionsService.ProjectionsService,
    'This node has no server-side projections: fold a catch-up subscription in the client, or use a real EventStoreDB.',
  ],
  [usersService.UsersService, 'This node takes its users from the file it is started with: change them there.'],
  [
    operationsService.OperationsService,
    'This node has no operations: stop it with SIGTERM; there is nothing to scavenge or merge.',
  ],
  [monitoringService.MonitoringService, 'This node has no statistics: watch its process and its PostgreSQL.'],
];

/** Every method of these services, answering UNIMPLEMENTED with the sentence. */
export function unsupportedServices(): (readonly [Service, UntypedServiceImplementation])[] {
  return UNSUPPORTED.map(([service, sentence]) => [
    service,
    Object.fromEntries(
      Object.entries(service).map(([name, method]) => [name, refuse(method.responseStream, sentence)]),
    ),
  ]);
}

function refuse(streaming: boolean, sentence: string): UntypedHandleCall {
  const error = new CallError(status.UNIMPLEMENTED, sentence);
  const handler = streaming
    ? (call: { emit: (event: 'error', error: CallError) => void }) => call.emit('error', error)
    : (_call: unknown, callback: (error: CallError) => void) => callback(error);
  return handler as UntypedHandleCall;
}
