import { IsIn, IsObject, IsOptional, IsUUID, Length } from 'class-validator';
import { MessageBody } from '../http/message-body.js';

/* What a messenger's service may send us. The limits of texts and attachments are the domain's own. */

/** A customer wrote. */
export class InboundMessage extends MessageBody {
  /** The messenger's own id: delivered twice, it counts once. */
  @Length(1, 200)
  readonly channelMessageId!: string;

  /** The messenger's stable id of the person; without one they are not identified. */
  @IsOptional()
  @Length(1, 300)
  readonly externalUserId?: string;

  /** The messenger's id of the chat, where it knows no person. */
  @IsOptional()
  @Length(1, 300)
  readonly threadId?: string;
}

/** What became of a message of ours. */
export class InboundStatus {
  @IsUUID()
  readonly conversationId!: string;

  @IsUUID()
  readonly messageId!: string;

  @IsIn(['delivered', 'failed'])
  readonly status!: 'delivered' | 'failed';

  @IsOptional()
  @Length(1, 100)
  readonly code?: string;
}

/** One of them, named by its type. */
export class InboundEnvelope {
  @IsIn(['message', 'offer_answer', 'status'])
  readonly type!: 'message' | 'offer_answer' | 'status';

  @IsObject()
  readonly data!: Record<string, unknown>;
}
