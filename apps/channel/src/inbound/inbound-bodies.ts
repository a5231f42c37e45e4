import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  IsUrl,
  IsUUID,
  Length,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';

/* What a messenger's service may send us. The limits of texts and attachments are the domain's own. */

export class InboundAttachment {
  @Length(1, 200)
  readonly id!: string;

  @Length(1, 500)
  readonly name!: string;

  @Length(1, 200)
  readonly mediaType!: string;

  @IsInt()
  @Min(0)
  readonly bytes!: number;

  @IsUrl({ protocols: ['https', 'http'], require_protocol: true, require_tld: false })
  @MaxLength(4_000)
  readonly url!: string;
}

/** A customer wrote. */
export class InboundMessage {
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

  @IsString()
  readonly text!: string;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(200)
  @ValidateNested({ each: true })
  @Type(() => InboundAttachment)
  readonly attachments?: InboundAttachment[];
}

/** A customer pressed a button under an offer. */
export class InboundOfferAnswer {
  @IsUUID()
  readonly conversationId!: string;

  @IsUUID()
  readonly offerId!: string;

  @IsIn(['yes', 'no'])
  readonly answer!: 'yes' | 'no';
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
