import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsEmail,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';

/* What the chat page sends. */

export class NewVisitor {
  @IsOptional()
  @Length(1, 200)
  readonly userId?: string;

  @IsOptional()
  @Matches(/^[0-9a-f]{64}$/)
  readonly userSignature?: string;
}

export class ChatMessage {
  /** Made by the page: sent twice, it counts once. */
  @Matches(/^[\w-]{8,64}$/)
  readonly clientMessageId!: string;

  @IsString()
  readonly text!: string;
}

/** Messages that the page has shown. */
export class ChatReceipts {
  @IsUUID()
  readonly conversationId!: string;

  @ArrayMaxSize(50)
  @IsUUID(undefined, { each: true })
  readonly messageIds!: string[];
}

export class FormDetails {
  @IsOptional()
  @MaxLength(320)
  readonly name?: string;

  @IsOptional()
  @MaxLength(320)
  readonly phone?: string;

  @IsOptional()
  @IsEmail()
  @MaxLength(320)
  readonly email?: string;

  @IsOptional()
  @MaxLength(4_000)
  readonly note?: string;
}

export class ChatForm {
  @IsUUID()
  readonly conversationId!: string;

  @IsOptional()
  @IsUUID()
  readonly formId?: string | null;

  @IsObject()
  @ValidateNested()
  @Type(() => FormDetails)
  readonly details!: FormDetails;
}
