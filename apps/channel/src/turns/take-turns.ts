import type { Turn } from '#domain';
import { schedule, type Handler, type NewDelivery, type PublishedEvent } from '#messaging';

/** The worker of what AI runtimes are asked. */
export const turnWork = 'turns';

export interface TurnPayload {
  readonly stream: string;
  readonly revision: string;
  readonly turnId: string;
  readonly agentId: string;
  readonly agentVersion: number;
  readonly epoch: number;
}

/** Enters the turn an event opens. Turns of one stretch of control are asked one after the other; a new stretch waits for no old one. */
export const takeTurns: Handler = async (event, tx) => {
  if (event.replay) return;
  await schedule(tx, turnsOf(event));
};

export function turnsOf({ data, stream, revision, workspaceId }: PublishedEvent): readonly NewDelivery[] {
  const turn = data.turn as Turn | undefined;
  if (turn === undefined) return [];
  const { turnId, agentId, agentVersion, epoch } = turn;
  return [
    {
      work: turnWork,
      id: turnId,
      workspaceId,
      lane: `${stream}:${epoch}`,
      target: agentId,
      payload: { stream, revision: String(revision), turnId, agentId, agentVersion, epoch } satisfies TurnPayload,
    },
  ];
}
