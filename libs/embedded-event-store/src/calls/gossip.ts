import type { sendUnaryData, ServerUnaryCall } from '@grpc/grpc-js';
import { encodeClusterOfOne } from '../wire/node-descriptions.js';

/** Where clients reach the node. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/**
 * `Gossip.Read`: a cluster of one.
 *
 * @param advertised where clients reach the node; a wildcard address is replaced by what the client called it
 */
export function readGossip(instanceId: string, advertised: () => Address) {
  return (call: ServerUnaryCall<unknown, Buffer>, callback: sendUnaryData<Buffer>): void => {
    const { host, port } = advertised();
    const reachable = host === '0.0.0.0' || host === '::' ? calledHost(call, host) : host;
    callback(null, encodeClusterOfOne(instanceId, reachable, port));
  };
}

function calledHost(call: ServerUnaryCall<unknown, Buffer>, otherwise: string): string {
  return URL.parse(`http://${call.getHost()}`)?.hostname ?? otherwise;
}
