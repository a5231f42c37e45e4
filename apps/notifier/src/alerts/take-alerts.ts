import type { CommandBus } from '@nestjs/cqrs';
import { RecordNotice, type Platform } from '#commands';
import { newIdsOf } from '#event-store';
import {
  enterNotifications,
  forgetPreference,
  inTransaction,
  rowsOf,
  schedule,
  type Delivery,
  type Handler,
  type History,
  type Notification,
  type Final,
  type Tried,
} from '#messaging';
import type { Pool } from 'pg';
import { alertOf, alertTypes, membersOf } from './alerts.js';
import { waysOf, type WaysParts } from './ways.js';

/** The worker that finds out whom an event concerns. */
export const alertWork = 'notify';

/** How long this process may take to hear of a change that came before the event. */
const settingsLimitMs = 2_000;

interface AlertPayload {
  readonly stream: string;
  readonly revision: string;
  readonly eventId: string;
}

export interface TakeAlertsParts extends WaysParts {
  readonly platform: Platform;
  readonly commands: CommandBus;
  readonly pool: Pool;
  readonly history: History;
}

/** Hears of events that concern members, and tells them. */
export class TakeAlerts {
  constructor(private readonly parts: TakeAlertsParts) {}

  readonly handle: Handler = async (event, tx) => {
    if (event.replay) return;
    const { type, eventId, stream, revision, workspaceId } = event;
    if (type === 'MemberRemoved') return forgetPreference(rowsOf(tx), workspaceId, String(event.data.memberId));
    if (event.topic !== 'handoff.conversation.v1' || !alertTypes.includes(type)) return;
    const payload: AlertPayload = { stream, revision: String(revision), eventId };
    const target = stream.slice('conversation-'.length);
    await schedule(tx, [
      {
        work: alertWork,
        id: newIdsOf(eventId, alertWork)('alert'),
        workspaceId,
        lane: stream,
        target,
        payload: { ...payload },
      },
    ]);
  };

  /** Enters a notification for everybody concerned, and what goes out to them: all of it or nothing. */
  readonly perform = async (delivery: Delivery): Promise<Tried> => {
    const { platform, history, pool } = this.parts;
    const { workspaceId } = delivery;
    const { stream, revision } = delivery.payload as unknown as AlertPayload;
    const moment = await history.at(stream, BigInt(revision));
    if (moment === undefined) return { state: 'failed', code: 'event_gone' };
    // Members who were added a moment ago belong to it too.
    await platform.settings.covers(moment.stored.position, settingsLimitMs);
    const workspace = platform.settings.workspace(workspaceId);
    const alert = workspace && alertOf(moment, workspace);
    if (workspace === undefined || alert === null || alert === undefined) return { state: 'sent', code: 'nobody' };
    const members = membersOf(alert.audience, workspace, alert.first);
    const conversationId = stream.slice('conversation-'.length);
    const notifications = members.map((memberId): Notification => {
      const { kind, handoffId, step, about } = alert;
      const id = newIdsOf(handoffId ?? conversationId, step)(memberId);
      const at = moment.event.at;
      return { id, workspaceId, memberId, kind, conversationId, handoffId, step, causedBy: moment.eventId, about, at };
    });
    // All by one connection: who holds one and waits for another may wait for ever.
    const fresh = await inTransaction(pool, async (tx) => {
      const entered = await enterNotifications(tx, notifications);
      await schedule(tx, await waysOf(rowsOf(tx), this.parts, notifications));
      return entered;
    });
    const facts = alert.kind === 'waiting' ? { conversationId, eventId: moment.eventId } : {};
    return { state: 'sent', code: `told_${fresh.size}`, facts };
  };

  /** That members were told stands on the conversation's timeline. */
  readonly settle = async (delivery: Delivery, { facts = {} }: Final): Promise<void> => {
    const { conversationId, eventId } = facts as { conversationId?: string; eventId?: string };
    if (conversationId === undefined || eventId === undefined) return;
    const noticeId = newIdsOf(eventId, 'notice')('members_notified');
    await this.parts.commands.execute(
      new RecordNotice(
        conversationId,
        { noticeId, kind: 'members_notified', causedBy: eventId },
        {
          commandId: newIdsOf(delivery.id, 'record')('notice'),
          workspaceId: delivery.workspaceId,
          actor: { kind: 'system', id: 'notifier' },
          correlationId: eventId,
          causationId: eventId,
        },
      ),
    );
  };
}
