import type { EventLog } from '../log/event-log.js';
import { resolveLinks } from '../log/resolve-links.js';
import { withStructuredIds } from '../wire/event-frame.js';
import type { ReadPlan } from './read-plan.js';

/** What happens to stored frames on their way out. */
export type Present = (frames: readonly Buffer[]) => Promise<readonly Buffer[]>;

/** Mostly nothing: frames go out as they are stored. Links are resolved and ids rewritten for whoever asks for it. */
export function presentation(log: EventLog, plan: Pick<ReadPlan, 'resolveLinks' | 'structuredIds'>): Present {
  return async (frames) => {
    const resolved = plan.resolveLinks ? await resolveLinks(log, frames) : frames;
    return plan.structuredIds ? resolved.map(withStructuredIds) : resolved;
  };
}
