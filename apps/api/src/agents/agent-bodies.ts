import { ApiProperty } from '@nestjs/swagger';
import { limits, type AgentSettings as DomainSettings } from '#domain';
import { Decimal, Flag, LongText, Part, Text, Texts, WebAddress, Whole } from '../http/fields.js';
import { Receipt } from '../http/receipt.js';

/** Fires when each of the last `window` assessed messages is at or below `threshold`. */
export class SentimentTrigger {
  @Decimal({ min: -1, max: 1, example: -0.5 })
  readonly threshold!: number;

  @Whole({ min: 1, max: 50, example: 3 })
  readonly window!: number;
}

/** Fires at this many failed responses in a row. */
export class FailedResponsesTrigger {
  @Whole({ min: 1, max: 50, example: 3 })
  readonly count!: number;
}

/** When the agent's own rules hand a conversation to people; `null` switches a trigger off. */
export class Triggers {
  @Texts({
    max: limits.phrases * 10,
    each: 2_000,
    optional: true,
    about: `At most ${limits.phrases}.`,
    example: ['refund', 'cancel my contract'],
  })
  readonly keywords?: string[];

  @Part(() => SentimentTrigger, { optional: true, nullable: true })
  readonly sentiment?: SentimentTrigger | null;

  @Part(() => FailedResponsesTrigger, { optional: true, nullable: true })
  readonly failedResponses?: FailedResponsesTrigger | null;
}

/** What the platform tells the customer. */
export class Notices {
  @LongText({ optional: true, example: 'I am connecting you with a person from our team.' })
  readonly handoff?: string;

  @LongText({ optional: true, example: 'A member of our team has joined the conversation.' })
  readonly joined?: string;

  @LongText({ optional: true, example: 'Would you like to talk to a person from our team?' })
  readonly offer?: string;

  @LongText({ optional: true, example: 'Leave your e-mail address, and we will get back to you.' })
  readonly contactForm?: string;
}

/** What one version of an agent fixes; what is left out stays as in the version before, or is the default. */
export class AgentSettingsChange implements Partial<Omit<DomainSettings, 'triggers' | 'messages'>> {
  @Text({ max: limits.nameCharacters, optional: true, example: 'Billing specialist' })
  readonly name?: string;

  @Flag({ optional: true, about: 'Whether its own rules may hand off to people. A customer who asks is always heard.' })
  readonly handoffEnabled?: boolean;

  @LongText({ optional: true, about: 'For the AI runtime.', example: 'Say in one sentence why before you hand off.' })
  readonly instructions?: string;

  @Part(() => Triggers, { optional: true })
  readonly triggers?: Triggers;

  @Decimal({
    min: 0.05,
    max: 43_200,
    optional: true,
    nullable: true,
    about: 'Silence after which people give way to the agent, parts of a minute allowed; null: never.',
    example: 30,
  })
  readonly idleTimeoutMinutes?: number | null;

  @Flag({ optional: true })
  readonly idleReturnWhileWaiting?: boolean;

  @Flag({ optional: true, about: 'Offer a person rather than hand off at once.' })
  readonly offerBeforeHandoff?: boolean;

  @Whole({ min: 1, max: 86_400, optional: true, example: 600 })
  readonly offerTimeoutSeconds?: number;

  @Whole({
    min: 1,
    max: 3_600,
    optional: true,
    about: 'An agent that owes an answer for longer has failed.',
    example: 60,
  })
  readonly turnTimeoutSeconds?: number;

  @Part(() => Notices, { optional: true })
  readonly messages?: Notices;

  @WebAddress({ optional: true, nullable: true, about: 'Of the AI runtime.' })
  readonly endpoint?: string | null;
}

export class NewAgent {
  @Text({ max: limits.nameCharacters, example: 'Front line' })
  readonly name!: string;

  @Part(() => AgentSettingsChange, { optional: true })
  readonly settings?: AgentSettingsChange;
}

export class NewVersion {
  @Part(() => AgentSettingsChange)
  readonly settings!: AgentSettingsChange;

  @Whole({
    min: 0,
    max: 1_000_000,
    optional: true,
    about: 'The last version you saw: if there is a newer one, you are told by whom.',
    example: 1,
  })
  readonly expectedVersion?: number;
}

export class Publication {
  @Whole({ min: 1, max: 1_000_000, optional: true, about: 'The last applied one when left out.', example: 2 })
  readonly version?: number;

  @Whole({ min: 0, max: 1_000_000, optional: true, about: 'As for a new version.' })
  readonly expectedVersion?: number;
}

export class AgentReceipt extends Receipt {
  @ApiProperty({ format: 'uuid' })
  readonly agentId!: string;

  @ApiProperty({ example: 2, description: 'The version applied last.' })
  readonly version!: number;

  @ApiProperty({ type: Number, nullable: true, example: 1, description: 'The version that answers; null: none.' })
  readonly published!: number | null;
}
