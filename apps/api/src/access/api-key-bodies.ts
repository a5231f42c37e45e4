import { ApiProperty } from '@nestjs/swagger';
import { limits, type Personal } from '#domain';
import { Choice, Id, Text, Texts, When } from '../http/fields.js';
import { Receipt } from '../http/receipt.js';

const kinds = ['integration', 'agent_runtime'] as const;

export class NewApiKey {
  @Text({ max: limits.nameCharacters, about: 'By which people know it again.', example: 'CRM' })
  readonly name!: string;

  @Choice({ of: kinds, about: 'Who holds it: an integration, or the runtime of one AI agent.' })
  readonly kind!: (typeof kinds)[number];

  @Id({ optional: true, about: 'The agent that a runtime speaks for; of agent_runtime only, and needed there.' })
  readonly agentId?: string;

  @Texts({
    max: 100,
    each: 100,
    optional: true,
    about: 'Rows of the table of permissions: what it may do at most. All that its kind may when left out.',
    example: ['customer.write'],
  })
  readonly permissions?: string[];

  @When({ optional: true, about: 'From then on it opens nothing. Without it, it is good until it is revoked.' })
  readonly expiresAt?: string;
}

export class ApiKeyReceipt extends Receipt {
  @ApiProperty({ format: 'uuid' })
  readonly keyId!: string;

  @ApiProperty({
    type: String,
    nullable: true,
    example: 'handoff_…',
    description:
      'The key, shown this once: null in the answer to a repeated request. Lost, it is revoked and made anew.',
  })
  readonly key!: string | null;
}

const states = ['active', 'expired', 'revoked'] as const;

export class ApiKeyAnswer {
  @ApiProperty({ format: 'uuid' })
  readonly keyId!: string;

  @ApiProperty({ example: 'CRM' })
  readonly name!: string;

  @ApiProperty({ enum: kinds })
  readonly kind!: string;

  @ApiProperty({ type: String, nullable: true, format: 'uuid' })
  readonly agentId!: string | null;

  @ApiProperty({ type: [String], nullable: true, description: 'null: all that its kind may.' })
  readonly permissions!: readonly string[] | null;

  @ApiProperty({ enum: states })
  readonly state!: (typeof states)[number];

  @ApiProperty({ format: 'date-time' })
  readonly issuedAt!: string;

  @ApiProperty({ type: String, nullable: true, example: 'Olivia' })
  readonly issuedBy!: Personal<string>;

  @ApiProperty({ type: String, nullable: true, format: 'date-time' })
  readonly expiresAt!: string | null;

  @ApiProperty({ type: String, nullable: true, format: 'date-time' })
  readonly revokedAt!: string | null;

  @ApiProperty({ type: String, nullable: true, format: 'date-time', description: 'To the minute; null: never.' })
  readonly lastUsedAt!: string | null;
}

export class ApiKeysAnswer {
  @ApiProperty({ type: [ApiKeyAnswer] })
  readonly items!: readonly ApiKeyAnswer[];
}
