import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { RejectionKind } from '#domain';
import { problemBody } from '#edge';

/** A refusal as RFC 9457 shapes it; facts of the refusal (state, assignee, limits) stand beside these members. */
export class Problem {
  @ApiProperty({ example: 'urn:handoff:problem:already_claimed', description: 'Names the kind of problem.' })
  readonly type!: string;

  @ApiProperty({ example: 'Already claimed' })
  readonly title!: string;

  @ApiProperty({ example: 409 })
  readonly status!: number;

  @ApiProperty({ example: 'already_claimed', description: 'Stable: programs decide by it.' })
  readonly code!: string;

  @ApiProperty({ example: 'Somebody else has claimed the conversation.', description: 'A sentence for people.' })
  readonly detail!: string;

  @ApiPropertyOptional({ example: 'human', description: 'Of the conversation, where it forbids what was asked.' })
  readonly state?: string;

  [fact: string]: unknown;
}

/** A body or query that is not what the route expects, field by field. */
export class FieldProblem {
  @ApiProperty({ example: 'attachments.0.url', description: 'Where, as a dotted path; empty for the whole body.' })
  readonly field!: string;

  @ApiProperty({ example: 'must be a URL' })
  readonly problem!: string;
}

export const statusOf: Readonly<Record<RejectionKind, number>> = {
  not_found: 404,
  conflict: 409,
  forbidden: 403,
  invalid: 422,
};

/** A refusal of the edge itself, with its HTTP status. Those of the domain are `Rejected`. */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem';

  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly facts: Readonly<Record<string, unknown>> = {},
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(`${code}: ${detail}`);
  }
}

/** The body of a refusal. */
export const problemOf: (...of: Parameters<typeof problemBody>) => Problem = problemBody;
