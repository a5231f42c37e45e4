import {
  status,
  type ServiceDefinition,
  type UntypedHandleCall,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { CallError } from '../wire/call-error.js';
import { otherServices } from '../wire/services.js';

/** What this node does not do, each with what to use instead. */
const INSTEAD: Readonly<Record<keyof typeof otherServices, string>> = {
  persistentSubscriptions:
    'This node has no persistent subscriptions: use a catch-up subscription and keep its position, or a real EventStoreDB.',
  projections:
    'This node has no server-side projections: fold a catch-up subscription in the client, or use a real EventStoreDB.',
  users: 'This node takes its users from the file it is started with: change them there.',
  operations: 'This node has no operations: stop it with SIGTERM; there is nothing to scavenge or merge.',
  monitoring: 'This node has no statistics: watch its process and its PostgreSQL.',
};

/** Every method of the services the node has no part of, answering UNIMPLEMENTED with a sentence. */
export function unsupportedServices(): (readonly [ServiceDefinition, UntypedServiceImplementation])[] {
  return Object.entries(otherServices).map(([key, service]) => {
    const error = new CallError(status.UNIMPLEMENTED, INSTEAD[key as keyof typeof otherServices]);
    const methods = Object.entries(service).map(([name, method]) => [name, refuse(method.responseStream, error)]);
    return [service, Object.fromEntries(methods) as UntypedServiceImplementation];
  });
}

function refuse(streaming: boolean, error: CallError): UntypedHandleCall {
  const handler = streaming
    ? (call: { emit: (event: 'error', error: CallError) => void }) => call.emit('error', error)
    : (_call: unknown, callback: (error: CallError) => void) => callback(error);
  return handler as UntypedHandleCall;
}
