import type { Role } from '#domain';
import { limits } from '#domain';
import { Choice, Flag, Id, Key, Name, Part, Parts, Text, Texts, Whole } from '../http/fields.js';

/** A change of a setting that two people may edit at once. */
class Edit {
  @Whole({
    min: 0,
    max: 1_000_000,
    optional: true,
    about:
      'How often the setting had been changed when you saw it (`changes` of the workspace): if it was again, you are told by whom.',
  })
  readonly expectedVersion?: number;
}

const stepKinds = ['notify', 'contact_form', 'fallback_team', 'close'] as const;
const week = 604_800;

/** One step of waiting for a person. */
export class WaitStepBody {
  @Choice({ of: stepKinds, example: 'contact_form' })
  readonly kind!: (typeof stepKinds)[number];

  @Whole({ min: 0, max: week, about: 'Seconds after the conversation entered the queue.', example: 120 })
  readonly afterSeconds!: number;

  @Key({ optional: true, about: 'For fallback_team, and needed there.', example: 'billing' })
  readonly teamId?: string;
}

export class WaitPolicyBody extends Edit {
  @Parts(() => WaitStepBody, { max: 20, about: 'In the order they are due; nothing follows the close.' })
  readonly steps!: WaitStepBody[];

  @Whole({
    min: 1,
    max: week,
    nullable: true,
    optional: true,
    about: 'Seconds for the first answer of an assignee; null or left out: no limit.',
  })
  readonly firstResponseSeconds?: number | null;

  @Whole({ min: 1, max: week, nullable: true, optional: true, about: 'Seconds for each next answer.' })
  readonly nextResponseSeconds?: number | null;
}

/** One span of opening hours, within one day. */
export class OpenSpan {
  @Whole({ min: 1, max: 7, about: '1 is Monday.', example: 1 })
  readonly day!: number;

  @Text({ max: 5, example: '09:00' })
  readonly opens!: string;

  @Text({ max: 5, example: '17:30' })
  readonly closes!: string;
}

export class Hours {
  @Text({ max: 100, about: 'Of the IANA time zone database.', example: 'Europe/Berlin' })
  readonly timeZone!: string;

  @Parts(() => OpenSpan, { max: 100 })
  readonly weekly!: OpenSpan[];

  @Choice({
    of: ['queue', 'queue_and_contact_form'],
    about: 'Outside the hours: only wait, or ask for contact details at once.',
  })
  readonly offHours!: 'queue' | 'queue_and_contact_form';
}

export class BusinessHoursBody extends Edit {
  @Part(() => Hours, { nullable: true, about: 'null: always open.' })
  readonly hours!: Hours | null;
}

export class ReasonCodesBody extends Edit {
  @Texts({ max: 200, each: 50, about: 'Of your own, besides the built-in ones.', example: ['vip'] })
  readonly toPeople!: string[];

  @Texts({ max: 200, each: 50, example: [] })
  readonly toAi!: string[];
}

export class LoopLimitBody extends Edit {
  @Whole({ min: 1, max: 50, example: 5 })
  readonly limit!: number;
}

export class TransferPolicyBody extends Edit {
  @Choice({ of: ['warn', 'deny'] })
  readonly whenCustomerAsked!: 'warn' | 'deny';

  @Choice({ of: ['warn', 'deny'] })
  readonly whenSensitive!: 'warn' | 'deny';
}

export class DefaultAgentBody extends Edit {
  @Name({ nullable: true, about: 'null: every channel without an agent of its own.', example: 'web' })
  readonly channel!: string | null;

  @Id({ nullable: true, about: 'null: none, so that conversations start waiting.' })
  readonly agentId!: string | null;
}

export class ChannelBody extends Edit {
  @Choice({ of: ['live', 'staging'], about: 'Staging runs the applied, unpublished version.' })
  readonly environment!: 'live' | 'staging';

  @Flag({ example: true })
  readonly enabled!: boolean;
}

const roles = ['owner', 'admin', 'supervisor', 'operator', 'auditor'] as const;

export class RoleBody {
  @Choice({ of: roles, example: 'operator' })
  readonly role!: Role;
}

export class NewMember extends RoleBody {
  @Key({
    about: 'As the identity provider names them (`sub` of their tokens).',
    example: 'b2f7c1aa-1f0e-4f0a-8d5e-9f3a4c6b7d10',
  })
  readonly memberId!: string;

  @Text({ max: limits.nameCharacters, example: 'Olivia' })
  readonly name!: string;
}

export class TeamBody extends Edit {
  @Text({ max: limits.nameCharacters, example: 'Billing' })
  readonly name!: string;

  @Texts({ max: 1_000, about: 'Ids of members.', example: ['b2f7c1aa-1f0e-4f0a-8d5e-9f3a4c6b7d10'] })
  readonly memberIds!: string[];
}
