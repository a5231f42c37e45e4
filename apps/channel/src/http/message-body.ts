import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsOptional, IsString, ValidateNested } from 'class-validator';
import { limits } from '#domain';
import { AttachmentBody } from './attachment-body.js';

/** What a customer or an AI runtime says: a text, files, or both. How much of it a message may hold is the domain's to refuse. */
export class MessageBody {
  @IsString()
  readonly text!: string;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(limits.attachments * 10)
  @ValidateNested({ each: true })
  @Type(() => AttachmentBody)
  readonly attachments?: AttachmentBody[];
}
