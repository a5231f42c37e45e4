import type { CommandBus } from '@nestjs/cqrs';
import { RecordDelivery } from '#commands';
import { newIdsOf } from '#event-store';
import type { Delivery, Final } from '#messaging';
import type { MemberPayload } from '../alerts/member-payload.js';

/** A member who could not be told of a waiting customer stands on the conversation's timeline; that others were told does not need to. */
export function recordFailure(commands: CommandBus) {
  return async ({ id, workspaceId, payload }: Delivery, { state, code }: Final): Promise<void> => {
    const { notificationId, conversationId, kind } = payload as unknown as MemberPayload;
    if (state !== 'failed' || conversationId === null || kind !== 'waiting') return;
    await commands.execute(
      new RecordDelivery(
        conversationId,
        { messageId: notificationId, status: 'failed', code },
        {
          commandId: newIdsOf(id, 'record')('failed'),
          workspaceId,
          actor: { kind: 'system', id: 'notifier' },
          correlationId: notificationId,
        },
      ),
    );
  };
}
