import { applyDecorators, Delete, Get, HttpCode, Post, Put, UseInterceptors, type Type } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiExtraModels,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiQuery,
  ApiResponse,
  type ApiResponseSchemaHost,
  getSchemaPath,
} from '@nestjs/swagger';
import { allowed, columns, type Action } from '#access';
import { Evidence, EvidenceRecorder } from '../access/evidence.js';
import { Permit } from './bearer-guard.js';
import { Problem } from './problem.js';

interface RouteDocs {
  readonly permit: Action | readonly Action[];
  /** What of the evidence it shows: who looks at it is recorded in the audit log. */
  readonly evidence?: string;
  readonly summary: string;
  readonly about?: string;
  /** A class with documented fields, or a schema. */
  readonly answer: Type | ApiResponseSchemaHost['schema'];
  /** Codes of the refusals worth naming, by status. */
  readonly refusals?: Readonly<Record<number, readonly string[]>>;
}

const verbs = { POST: Post, PUT: Put, DELETE: Delete } as const;

/** A route that changes something: who may, what it answers, and what it refuses with, in one place. */
export function CommandRoute(verb: keyof typeof verbs, path: string, docs: RouteDocs): MethodDecorator {
  return applyDecorators(
    verbs[verb](path),
    HttpCode(200),
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description:
        'Same key, same body: the same effect once and the same answer. Made up by the server when absent, so that a repeated request is another command.',
      schema: { type: 'string', minLength: 8, maxLength: 128, example: '0d9f6a52-6a0a-4a3e-9b4e-0a6f7c1d2e3f' },
    }),
    documented(path, docs, positionHeader, {
      409: ['closed'],
      422: ['invalid_body', 'command_id_reused'],
      413: ['body_too_large'],
      415: ['unsupported_media_type'],
    }),
  );
}

/** A route that reads a view. `after` waits until the view has seen that position: read your own writes. */
export function ViewRoute(path: string, docs: RouteDocs): MethodDecorator {
  return applyDecorators(
    Get(path),
    ApiQuery({
      name: 'after',
      required: false,
      description:
        'A position that a receipt gave: the answer shows at least everything up to it. Also as header Handoff-After.',
      schema: { type: 'string', pattern: '^\\d{1,19}$' },
    }),
    documented(path, docs, {}, { 422: ['invalid_query', 'position_beyond_head'], 504: ['view_behind'] }),
  );
}

/** A route that reads what is no view of the log, and so knows no positions: it always shows what is kept now. */
export function RowsRoute(path: string, docs: RouteDocs): MethodDecorator {
  return applyDecorators(Get(path), documented(path, docs, {}, { 422: ['invalid_query'] }));
}

/** A route that goes on telling: server-sent events. It begins after a position, or now. */
export function StreamRoute(path: string, docs: RouteDocs): MethodDecorator {
  const position = (description: string) => ({
    required: false,
    description,
    schema: { type: 'string', pattern: '^\\d{1,19}$' },
  });
  return applyDecorators(
    Get(path),
    ApiHeader({ name: 'Last-Event-ID', ...position('The id of the last event that was seen: go on after it.') }),
    ApiQuery({ name: 'after', ...position('The same, for clients that cannot send the header.') }),
    documented(path, docs, {}, { 422: ['invalid_query'], 504: ['view_behind'] }, 'text/event-stream'),
  );
}

const positionHeader = {
  'Handoff-Position': { description: 'The position of the receipt.', schema: { type: 'string', example: '10482' } },
} as const;

function documented(
  path: string,
  docs: RouteDocs,
  headers: Readonly<Record<string, (typeof positionHeader)['Handoff-Position']>>,
  usual: Readonly<Record<number, readonly string[]>>,
  media: 'application/json' | 'text/event-stream' = 'application/json',
) {
  const { permit, evidence, summary, about, answer, refusals = {} } = docs;
  const actions = typeof permit === 'string' ? [permit] : permit;
  const named = path.includes(':') ? { 404: ['not_found'] } : {};
  const statuses = new Map<number, string[]>();
  const always = {
    401: ['unauthenticated'],
    403: ['role_not_allowed'],
    503: ['log_unavailable', 'database_unavailable'],
  };
  for (const part of [always, named, usual, refusals])
    for (const [status, codes] of Object.entries(part))
      statuses.set(Number(status), [...new Set([...(statuses.get(Number(status)) ?? []), ...codes])]);
  if (refusals[404] !== undefined) statuses.set(404, [...refusals[404]]);
  return applyDecorators(
    Permit(actions),
    // On these routes alone: with any interceptor a request goes through a chain of observables, which commands need not pay for.
    ...(evidence === undefined ? [] : [Evidence(evidence), UseInterceptors(EvidenceRecorder)]),
    ApiBearerAuth(),
    ApiOperation({
      summary,
      description: [about, evidence && 'Who asks is recorded in the audit log.', permission(actions)]
        .filter(Boolean)
        .join('\n\n'),
    }),
    ...[...path.matchAll(/:(\w+)/g)].map(([, name]) =>
      ApiParam({ name: name!, schema: { type: 'string', ...(name === 'id' ? { format: 'uuid' } : {}) } }),
    ),
    ApiExtraModels(Problem),
    media === 'text/event-stream' && typeof answer !== 'function'
      ? ApiOkResponse({ content: { [media]: { schema: answer } }, headers })
      : ApiOkResponse({ ...(typeof answer === 'function' ? { type: answer } : { schema: answer }), headers }),
    ...[...statuses].sort(([a], [b]) => a - b).map(([status, codes]) => refusal(status, codes)),
  );
}

/** Which rows open the route, and for whom. */
function permission(actions: readonly Action[]): string {
  const who = columns.filter((column) => actions.some((action) => allowed(column, action)));
  return `Permission: ${actions.join(' or ')} (${who.join(', ').replaceAll('_', ' ')}).`;
}

function refusal(status: number, codes: readonly string[]) {
  return ApiResponse({
    status,
    description: codes.map((code) => `\`${code}\``).join(', '),
    content: { 'application/problem+json': { schema: { $ref: getSchemaPath(Problem) } } },
  });
}
