import type { DataSource } from 'typeorm';
import { withWorkspace } from '#access';
import { queuePlace, type Place } from '#read-models';

/** Where a conversation stands in the queue; `undefined` when it does not wait, or the view has not seen it yet. */
export type QueuePlaces = (workspaceId: string, conversationId: string) => Promise<Place | undefined>;

/** @param views connected as `handoff_api` */
export function queuePlacesIn(views: DataSource): QueuePlaces {
  return (workspaceId, conversationId) =>
    withWorkspace(views, workspaceId, (manager) =>
      queuePlace({ manager, workspaceId } as Parameters<typeof queuePlace>[0], conversationId),
    );
}
