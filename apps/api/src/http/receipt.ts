import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Conversation, Personal, Status } from '#domain';
import type { Decided, Receipt as StoreReceipt } from '#event-store';

/** Where a command's effect stands in the log. */
export class Receipt {
  @ApiProperty({ example: 'conversation-6f0c1d1e-8a51-4a0b-9d3f-2f8c6a1f4e77' })
  readonly stream!: string;

  @ApiProperty({
    example: '4',
    description: 'Number of the last event in its stream; -1 where nothing was there to do.',
  })
  readonly revision!: string;

  @ApiProperty({ example: '10482', description: 'Hand it to a query as `after` to see the effect.' })
  readonly position!: string;
}

/** A member or an agent, by name. */
export class Named {
  @ApiProperty({ example: 'b2f7c1aa-1f0e-4f0a-8d5e-9f3a4c6b7d10' })
  readonly id!: string;

  @ApiProperty({ type: String, nullable: true, example: 'Olivia' })
  readonly name!: Personal<string>;
}

/** The receipt of a command on a conversation, and how the conversation stands after it. */
export class ConversationReceipt extends Receipt {
  @ApiProperty({ format: 'uuid' })
  readonly conversationId!: string;

  @ApiProperty({ enum: ['ai', 'handoff_offered', 'waiting', 'human', 'closed'], example: 'human' })
  readonly state!: Status;

  @ApiProperty({ example: 3, description: 'Version number of control; an AI runtime names it with every answer.' })
  readonly epoch!: number;

  @ApiPropertyOptional({ type: Named, description: 'The member who has it, in state human.' })
  readonly assignee?: Named;

  @ApiPropertyOptional({ type: Named, description: 'The agent who has it, in states ai and handoff_offered.' })
  readonly agent?: Named;

  @ApiPropertyOptional({ format: 'uuid', description: 'The open handoff, in states waiting and human.' })
  readonly handoffId?: string;
}

/** The receipt of a message, with the id that it got. */
export class MessageReceipt extends ConversationReceipt {
  @ApiProperty({ format: 'uuid' })
  readonly messageId!: string;
}

export function receiptOf({ stream, revision, position }: StoreReceipt): Receipt {
  return { stream, revision: String(revision), position: String(position) };
}

export function conversationReceipt(id: string, { receipt, state }: Decided<Conversation>): ConversationReceipt {
  const { assignee, agent, handoff } = state;
  return {
    ...receiptOf(receipt),
    conversationId: id,
    state: state.status,
    epoch: state.epoch,
    ...(assignee === null ? {} : { assignee: { id: assignee.id, name: assignee.name } }),
    ...(agent === null ? {} : { agent: { id: agent.id, name: agent.name } }),
    ...(handoff === null ? {} : { handoffId: handoff.handoffId }),
  };
}
