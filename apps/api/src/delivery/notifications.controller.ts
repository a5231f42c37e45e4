import { Body, Controller, Query } from '@nestjs/common';
import { ApiProperty, ApiTags } from '@nestjs/swagger';
import { refuse } from '#domain';
import {
  markRead,
  notificationKinds,
  notificationsAbout,
  notificationsOf,
  preferencesOf,
  putPreference,
  wants,
  type Preference,
} from '#messaging';
import { By, Caller } from '../http/caller.js';
import { Position, Whole } from '../http/fields.js';
import { Nothing } from '../http/nothing.js';
import { ConversationId } from '../http/path-ids.js';
import { CommandRoute, RowsRoute } from '../http/route.js';
import { Done, PreferencesAnswer, PreferencesBody } from './delivery-bodies.js';
import { DeliveryRows } from './delivery-rows.js';

class NotificationsQuery {
  @Whole({ min: 1, max: 200, optional: true, about: '50 when left out.', example: 50 })
  readonly limit?: number;

  @Position({ optional: true, about: '`place` of the last one of the page before.' })
  readonly before?: string;
}

class ReadUpTo {
  @Position({ about: '`place` of the newest one that was read.' })
  readonly upTo!: string;
}

class Notifications {
  @ApiProperty({ type: 'array', items: { type: 'object', additionalProperties: true } })
  readonly notifications!: readonly object[];
}

/** What members are told, and how they want to be told. */
@ApiTags('Inbox')
@Controller('v1')
export class NotificationsController {
  constructor(private readonly rows: DeliveryRows) {}

  @RowsRoute('me/notifications', {
    permit: 'inbox.read',
    summary: 'What you were told, newest first',
    answer: Notifications,
  })
  async mine(@Query() { limit = 50, before }: NotificationsQuery, @By() caller: Caller): Promise<Notifications> {
    const page = { limit, ...(before === undefined ? {} : { before }) };
    const of = { workspaceId: caller.workspaceId, memberId: caller.member.id };
    return { notifications: await this.rows.within(caller, (rows) => notificationsOf(rows, of, page)) };
  }

  @CommandRoute('POST', 'me/notifications/read', {
    permit: 'inbox.manage-own',
    summary: 'Mark your notifications as read',
    answer: Done,
  })
  async read(@Body() { upTo }: ReadUpTo, @By() caller: Caller): Promise<Done> {
    const of = { workspaceId: caller.workspaceId, memberId: caller.member.id };
    await this.rows.within(caller, (rows) => markRead(rows, of, upTo));
    return { done: true };
  }

  @RowsRoute('conversations/:id/notifications', {
    permit: 'conversation.read',
    summary: 'Who was told of a conversation, and how that went',
    answer: Notifications,
    refusals: { 404: ['conversation_not_found'] },
  })
  async about(
    @ConversationId() conversationId: string,
    @Query() _query: Nothing,
    @By() caller: Caller,
  ): Promise<Notifications> {
    const of = { workspaceId: caller.workspaceId, conversationId };
    const notifications = await this.rows.within(caller, async (rows) => {
      const known = await rows('select 1 from views.conversations where conversation_id = $1', [conversationId]);
      if (known.length === 0) throw refuse('conversation_not_found');
      return notificationsAbout(rows, of, 2_000);
    });
    return { notifications };
  }

  @RowsRoute('me/notification-preferences', {
    permit: 'inbox.read',
    summary: 'How you are told',
    answer: PreferencesAnswer,
  })
  async preferences(@Query() _query: Nothing, @By() caller: Caller): Promise<PreferencesAnswer> {
    const { workspaceId, member } = caller;
    const known = await this.rows.within(caller, (rows) =>
      preferencesOf(rows, this.rows.box, workspaceId, [member.id]),
    );
    return answerOf(known.get(member.id));
  }

  @CommandRoute('PUT', 'me/notification-preferences', {
    permit: 'inbox.manage-own',
    summary: 'Say how you want to be told',
    about:
      'Live notifications always come. Without an address there is no e-mail, and without a webhook nothing is posted.',
    answer: PreferencesAnswer,
  })
  async prefer(@Body() body: PreferencesBody, @By() caller: Caller): Promise<PreferencesAnswer> {
    const { email = null, webhook = null, language = null, byEmail, byWebhook } = body;
    const chosen = {
      ...(byEmail === undefined ? {} : { email: byEmail }),
      ...(byWebhook === undefined ? {} : { webhook: byWebhook }),
    };
    const preference: Preference = { email, webhook, language, chosen };
    const of = { workspaceId: caller.workspaceId, memberId: caller.member.id };
    const { box } = this.rows;
    const secret = this.rows.secretFor(`preferences of ${of.memberId}`, caller.issue);
    const isNew = await this.rows.within(caller, (rows) => putPreference(rows, box, of, preference, secret));
    return { ...answerOf(preference), ...(isNew ? { secret } : {}) };
  }
}

function answerOf(preference: Preference | undefined): PreferencesAnswer {
  return {
    email: preference?.email ?? null,
    webhook: preference?.webhook ?? null,
    language: preference?.language ?? null,
    byEmail: notificationKinds.filter((kind) => wants(preference, 'email', kind)),
    byWebhook: notificationKinds.filter((kind) => wants(preference, 'webhook', kind)),
  };
}
