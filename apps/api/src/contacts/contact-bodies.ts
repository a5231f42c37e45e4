import type { FollowUpOutcome } from '#domain';
import { ApiProperty } from '@nestjs/swagger';
import { Choice, Flag, Id, LongText, Name, Text } from '../http/fields.js';
import { Receipt } from '../http/receipt.js';

/** A channel's user who is this contact. */
export class Identity {
  @Name({ example: 'whatsapp' })
  readonly channel!: string;

  @Text({ max: 320, example: '+4915112345678' })
  readonly externalUserId!: string;
}

/** How somebody can be reached: a phone number or an e-mail address at least. */
export class Details {
  @Text({ max: 320, optional: true, example: 'Ada' })
  readonly name?: string;

  @Text({ max: 320, optional: true, example: '+49 30 1234567' })
  readonly phone?: string;

  @Text({ max: 320, optional: true, example: 'ada@example.com' })
  readonly email?: string;

  @LongText({ optional: true, example: 'Best in the morning.' })
  readonly note?: string;
}

export class FirstHandler {
  @Choice({ of: ['ai', 'human'] })
  readonly firstHandler!: 'ai' | 'human';
}

export class Link {
  @Id({ about: 'Another contact who is the same person.' })
  readonly otherContactId!: string;
}

export class LegalHold {
  @Flag({ about: 'While held, the contact cannot be erased.' })
  readonly held!: boolean;
}

export class FollowUpClosing {
  @Choice({ of: ['done', 'unreachable', 'not_needed'] })
  readonly outcome!: FollowUpOutcome;
}

export class ContactReceipt extends Receipt {
  @ApiProperty({ format: 'uuid' })
  readonly contactId!: string;
}
