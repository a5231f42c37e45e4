import { plainToInstance, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
  validateSync,
} from 'class-validator';
import { keyPattern, limits, type ContextPackage } from '#domain';
import { MessageBody } from '../http/message-body.js';

/* What an AI runtime may answer. Limits of texts are the domain's own; what is not known here is passed over. */

class AnsweredAction {
  @Length(1, 200)
  readonly actionId!: string;

  @Length(1, 200)
  readonly name!: string;

  @IsOptional()
  readonly arguments?: unknown;

  @IsOptional()
  readonly result?: unknown;
}

class AnsweredAssessment {
  @IsOptional()
  @IsNumber()
  @Min(-1)
  @Max(1)
  readonly sentiment?: number;

  @IsOptional()
  @IsBoolean()
  readonly answered?: boolean;
}

class Why {
  @IsOptional()
  @Length(1, 100)
  readonly reasonCode?: string;

  @IsOptional()
  @IsString()
  readonly reasonText?: string;

  @IsOptional()
  @IsObject()
  readonly context?: ContextPackage;
}

class Handoff extends Why {
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(limits.priority)
  readonly priority?: number;

  /** The key of a team, e.g. `billing`. */
  @IsOptional()
  @MaxLength(limits.nameCharacters)
  @Matches(keyPattern)
  readonly teamId?: string;
}

class ToAgent extends Why {
  @IsUUID()
  readonly toAgentId!: string;

  @IsOptional()
  @IsIn(['immediate', 'on_next_message'])
  readonly resume?: 'immediate' | 'on_next_message';
}

/** An answer in the response. All of it may be left out: the runtime then answers by commands. */
export class TurnAnswer {
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(10)
  @ValidateNested({ each: true })
  @Type(() => MessageBody)
  readonly messages?: MessageBody[];

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Type(() => AnsweredAction)
  readonly actions?: AnsweredAction[];

  @IsOptional()
  @ValidateNested()
  @Type(() => AnsweredAssessment)
  readonly assessment?: AnsweredAssessment;

  /** Ask the customer whether they want a person. */
  @IsOptional()
  @ValidateNested()
  @Type(() => Why)
  readonly offer?: Why;

  /** Hand the conversation to people. */
  @IsOptional()
  @ValidateNested()
  @Type(() => Handoff)
  readonly handoff?: Handoff;

  @IsOptional()
  @ValidateNested()
  @Type(() => ToAgent)
  readonly handToAgent?: ToAgent;

  /** Row 60: the customer is content. */
  @IsOptional()
  @ValidateNested()
  @Type(() => Why)
  readonly close?: Why;
}

/** Reads an answer; `undefined` when it is none that we understand. No body at all says that the answer comes by commands. */
export function turnAnswerIn(body: Buffer): TurnAnswer | undefined {
  const text = body.toString('utf8').trim();
  if (text === '') return new TurnAnswer();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Not JSON is an answer we do not understand; the caller says so.
    return undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const answer = plainToInstance(TurnAnswer, value);
  return validateSync(answer, { forbidUnknownValues: true }).length === 0 ? answer : undefined;
}
