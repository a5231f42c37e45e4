import { ApiProperty } from '@nestjs/swagger';
import { Position, Whole } from '../http/fields.js';
import { Reading } from '../http/views.js';

/** How long to wait for a turn, and which ones are known already. */
export class TurnsQuery extends Reading {
  @Whole({
    min: 0,
    max: 300,
    optional: true,
    about: 'Seconds to wait when there is none; 0 when left out.',
    example: 25,
  })
  readonly wait?: number;

  @Position({ optional: true, about: '`next` of the answer before: only turns that came later.' })
  readonly since?: string;
}

/** One message of a conversation, as an agent is shown it. */
export class TurnMessage {
  @ApiProperty({ format: 'uuid' })
  readonly messageId!: string;

  @ApiProperty({ enum: ['customer', 'ai_agent', 'member', 'outside'] })
  readonly author!: string | null;

  @ApiProperty({ type: String, nullable: true })
  readonly authorName!: string | null;

  @ApiProperty({ type: String, nullable: true })
  readonly text!: string | null;

  @ApiProperty({ nullable: true, type: 'array', items: { type: 'object' } })
  readonly attachments!: unknown;

  @ApiProperty({ format: 'date-time' })
  readonly at!: string;
}

/** An answer that the agent owes. */
export class Turn {
  @ApiProperty({ format: 'uuid' })
  readonly turnId!: string;

  @ApiProperty({ format: 'uuid' })
  readonly conversationId!: string;

  @ApiProperty({ example: 1, description: 'Name it with everything you do under this turn.' })
  readonly epoch!: number;

  @ApiProperty({ example: 3 })
  readonly agentVersion!: number;

  @ApiProperty({ enum: ['message', 'resume'], description: '`resume`: go on by yourself, the customer waits.' })
  readonly cause!: string;

  @ApiProperty({
    type: String,
    nullable: true,
    format: 'uuid',
    description: "The customer's message, for cause message.",
  })
  readonly messageId!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'Where is my invoice?' })
  readonly text!: string | null;

  @ApiProperty({ nullable: true, type: 'array', items: { type: 'object' } })
  readonly attachments!: unknown;

  @ApiProperty({ format: 'date-time' })
  readonly openedAt!: string;

  @ApiProperty({ example: '10482' })
  readonly position!: string;

  @ApiProperty({
    type: 'object',
    nullable: true,
    additionalProperties: true,
    description: 'What was passed with the conversation, if it was handed to this agent.',
  })
  readonly context!: unknown;

  @ApiProperty({ type: [TurnMessage], description: 'The last messages of the conversation, oldest first.' })
  readonly messages!: readonly TurnMessage[];
}

export class Turns {
  @ApiProperty({ type: [Turn], description: 'Oldest first; open until they are answered or control moves.' })
  readonly turns!: readonly Turn[];

  @ApiProperty({ example: '10482', description: 'Hand it back as `since`.' })
  readonly next!: string;
}
