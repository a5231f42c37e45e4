import { FieldWriter } from './protobuf.js';

/** A method as `GetSupportedMethods` lists it. */
export interface SupportedMethod {
  readonly service: string;
  readonly method: string;
  readonly features: readonly string[];
}

/** `SupportedMethods` of serverfeatures.proto. */
export function encodeSupportedMethods(methods: readonly SupportedMethod[], version: string): Buffer {
  const response = new FieldWriter(4_096);
  for (const { service, method, features } of methods) {
    const supported = new FieldWriter(128).string(1, method).string(2, service);
    for (const feature of features) supported.string(3, feature);
    response.message(1, supported);
  }
  return response.string(2, version).finish();
}

/** `MemberInfo.VNodeState.Leader` of gossip.proto. */
const LEADER = 8n;
const TICKS_PER_MILLISECOND = 10_000n;

/** `ClusterInfo` of gossip.proto: one member, alive and leading. */
export function encodeClusterOfOne(instanceId: string, host: string, port: number): Buffer {
  const member = new FieldWriter(128)
    .message(1, new FieldWriter().string(2, instanceId))
    .uint64(2, BigInt(Date.now()) * TICKS_PER_MILLISECOND)
    .uint64(3, LEADER)
    .uint64(4, 1n)
    .message(5, new FieldWriter().string(1, host).uint64(2, BigInt(port)));
  return new FieldWriter(128).message(1, member).finish();
}
