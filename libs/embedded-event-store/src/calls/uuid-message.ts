import type { UUID } from '@eventstore/db-client/generated/shared_pb.js';
import { invalidArgument } from '../wire/call-error.js';
import { canonicalUuid, uuidOfHalves } from '../wire/uuid.js';

/** @throws CallError INVALID_ARGUMENT when the message holds no UUID in either form */
export function uuidOf(message: UUID | undefined): string {
  const halves = message?.getStructured();
  const uuid = halves
    ? uuidOfHalves(BigInt(halves.getMostSignificantBits()), BigInt(halves.getLeastSignificantBits()))
    : canonicalUuid(message?.getString() ?? '');
  if (uuid === undefined) throw invalidArgument('An event id is a UUID.');
  return uuid;
}
