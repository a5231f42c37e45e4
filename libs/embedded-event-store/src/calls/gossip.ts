import type { sendUnaryData, ServerUnaryCall } from '@grpc/grpc-js';
import type { Empty } from '@eventstore/db-client/generated/shared_pb.js';
import type { ClusterInfo } from '@eventstore/db-client/generated/gossip_pb.js';
import { gossip, shared } from '../wire/messages.js';

const TICKS_PER_MILLISECOND = 10_000;

/**
 * `Gossip.Read`: a cluster of one, alive and leading.
 *
 * @param advertised where clients reach the node; a wildcard address is replaced by what the client called it
 */
export function readGossip(instanceId: string, advertised: () => { host: string; port: number }) {
  return (call: ServerUnaryCall<Empty, ClusterInfo>, callback: sendUnaryData<ClusterInfo>): void => {
    const { host, port } = advertised();
    const address = host === '0.0.0.0' || host === '::' ? calledHost(call, host) : host;
    const member = new gossip.MemberInfo()
      .setInstanceId(new shared.UUID().setString(instanceId))
      .setTimeStamp(String(Date.now() * TICKS_PER_MILLISECOND))
      .setState(gossip.MemberInfo.VNodeState.LEADER)
      .setIsAlive(true)
      .setHttpEndPoint(new gossip.EndPoint().setAddress(address).setPort(port));
    callback(null, new gossip.ClusterInfo().setMembersList([member]));
  };
}

function calledHost(call: ServerUnaryCall<Empty, ClusterInfo>, otherwise: string): string {
  return URL.parse(`http://${call.getHost()}`)?.hostname ?? otherwise;
}
