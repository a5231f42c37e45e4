import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  connectorKinds,
  noticeLanguages,
  notificationKinds,
  publishedTypeNames,
  type ConnectorKind,
  type NoticeLanguage,
  type NoticeName,
  type NotificationKind,
} from '#messaging';
import { Choice, Choices, Email, Flag, LongText, Part, Text, WebAddress } from '../http/fields.js';

/** The platform's words to customers in one language; what is left out is ours. The words of an agent's settings come before both. */
class NoticesInOneLanguage implements Partial<Record<NoticeName, string>> {
  @LongText({ optional: true, example: 'We are asking somebody of our team.' })
  readonly handoff?: string;

  @LongText({ optional: true })
  readonly joined?: string;

  @LongText({ optional: true })
  readonly offer?: string;

  @LongText({ optional: true })
  readonly contactForm?: string;

  @LongText({ optional: true })
  readonly contactPath?: string;

  @LongText({ optional: true })
  readonly offHours?: string;

  @LongText({ optional: true })
  readonly idleReturn?: string;
}

/** By the language that a customer speaks. */
class NoticesByLanguage implements Partial<Record<NoticeLanguage, NoticesInOneLanguage>> {
  @Part(() => NoticesInOneLanguage, { optional: true })
  readonly en?: NoticesInOneLanguage;

  @Part(() => NoticesInOneLanguage, { optional: true })
  readonly de?: NoticesInOneLanguage;

  @Part(() => NoticesInOneLanguage, { optional: true })
  readonly fr?: NoticesInOneLanguage;

  @Part(() => NoticesInOneLanguage, { optional: true })
  readonly es?: NoticesInOneLanguage;
}

/** How a channel reaches its customers. */
export class ConnectorBody {
  @Choice({
    of: connectorKinds,
    about: '`webhook`: messages are posted to your address; `web`, `staging`: our chat page.',
  })
  readonly kind!: ConnectorKind;

  @WebAddress({ optional: true, about: 'Of webhooks: where messages for customers are posted to.' })
  readonly url?: string;

  @Choice({ of: ['page', 'text'], optional: true, about: 'How contact details are asked for; `page` when left out.' })
  readonly contactForm?: 'page' | 'text';

  @Choice({
    of: noticeLanguages,
    optional: true,
    about: 'What the platform speaks with a customer whose language nobody knows; `en` when left out.',
  })
  readonly language?: NoticeLanguage;

  @Part(() => NoticesByLanguage, { optional: true, about: 'Words of your own for what the platform says.' })
  readonly texts?: NoticesByLanguage;
}

export class ConnectorAnswer {
  @ApiProperty({ example: 'sms' })
  readonly channel!: string;

  @ApiProperty({ enum: connectorKinds })
  readonly kind!: string;

  @ApiProperty({ type: String, nullable: true })
  readonly url!: string | null;

  @ApiPropertyOptional({ example: 'whsec_…', description: 'Of a new one; not shown again.' })
  readonly secret?: string;
}

export class Connectors {
  @ApiProperty({ type: [ConnectorAnswer] })
  readonly connectors!: readonly ConnectorAnswer[];
}

export class SecretAnswer {
  @ApiProperty({ example: 'whsec_…', description: 'The one before is good for another 24 hours.' })
  readonly secret!: string;
}

export class Done {
  @ApiProperty({ example: true })
  readonly done!: boolean;
}

/** How a member wants to be told. What is left out is as it was by default. */
export class PreferencesBody {
  @Email({ optional: true })
  readonly email?: string;

  @WebAddress({ optional: true, about: 'Notifications are posted here, signed.' })
  readonly webhook?: string;

  @Choice({ of: noticeLanguages, optional: true, about: 'What you are written in; `en` when left out.' })
  readonly language?: NoticeLanguage;

  @Choices({ of: notificationKinds, optional: true })
  readonly byEmail?: NotificationKind[];

  @Choices({ of: notificationKinds, optional: true })
  readonly byWebhook?: NotificationKind[];
}

export class PreferencesAnswer {
  @ApiProperty({ type: String, nullable: true })
  readonly email!: string | null;

  @ApiProperty({ type: String, nullable: true })
  readonly webhook!: string | null;

  @ApiProperty({ enum: noticeLanguages, nullable: true })
  readonly language!: NoticeLanguage | null;

  @ApiProperty({ enum: notificationKinds, isArray: true })
  readonly byEmail!: readonly string[];

  @ApiProperty({ enum: notificationKinds, isArray: true })
  readonly byWebhook!: readonly string[];

  @ApiPropertyOptional({ example: 'whsec_…', description: 'Of a new webhook; not shown again.' })
  readonly secret?: string;
}

/** Who else hears of events. */
export class SubscriptionBody {
  @WebAddress({ about: 'Private, loopback and link-local addresses are refused unless the operator allows them.' })
  readonly url!: string;

  @Text({ max: 200, optional: true, example: 'CRM' })
  readonly description?: string;

  @Choices({
    of: publishedTypeNames,
    optional: true,
    about: 'Types of events; none: all.',
    example: ['HandoffRequested'],
  })
  readonly types?: string[];

  @Flag({ optional: true, about: 'Send personal fields open; they are left out otherwise.' })
  readonly personal?: boolean;
}
