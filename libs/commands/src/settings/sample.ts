import type { NewId } from '#domain';
import { newIdsOf } from '#event-store';
import type { Settings } from './settings.js';

/** The ids of whatever belongs to the sample workspace of this id, by which it is known again as a sample. */
export function sampleIds(workspaceId: string): NewId {
  return newIdsOf('sample', workspaceId);
}

/** Production was pointed at data that was made for trying out. */
export class SampleInProduction extends Error {
  override readonly name = 'SampleInProduction';
}

/** @throws SampleInProduction, with a sentence for the operator */
export function refuseSample(settings: Pick<Settings, 'workspaces'>): void {
  for (const { workspaceId, members } of settings.workspaces())
    if (Object.hasOwn(members, sampleIds(workspaceId)('owner')))
      throw new SampleInProduction(
        `The log holds the sample workspace ${workspaceId}, whose tokens were printed for trying out: name a log of your own with HANDOFF_EVENT_STORE_URL.`,
      );
}
