import type { ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { EventLog } from '../log/event-log.js';
import { resolveLinks } from '../log/resolve-links.js';
import { shared, streams } from '../wire/messages.js';
import { halvesOfUuid } from '../wire/uuid.js';
import type { ReadPlan } from './read-request.js';

/** What happens to stored frames on their way out. */
export type Present = (frames: readonly Buffer[]) => Promise<readonly Buffer[]>;

/** Mostly nothing: frames go out as they are stored. Links are resolved and ids rewritten for whoever asks for it. */
export function presentation(log: EventLog, plan: Pick<ReadPlan, 'resolveLinks' | 'structuredIds'>): Present {
  return async (frames) => {
    const resolved = plan.resolveLinks ? await resolveLinks(log, frames) : frames;
    return plan.structuredIds ? resolved.map(withStructuredIds) : resolved;
  };
}

/** No client at hand asks for this form, so it may take the slow way through the generated code. */
function withStructuredIds(frame: Buffer): Buffer {
  const response = streams.ReadResp.deserializeBinary(frame);
  const event = response.getEvent();
  structureId(event?.getEvent());
  structureId(event?.getLink());
  return Buffer.from(response.serializeBinary());
}

function structureId(event: ReadResp.ReadEvent.RecordedEvent | undefined): void {
  const id = event?.getId();
  if (!id) return;
  const [most, least] = halvesOfUuid(id.getString());
  const halves = new shared.UUID.Structured();
  halves.setMostSignificantBits(String(most)).setLeastSignificantBits(String(least));
  id.setStructured(halves);
}
