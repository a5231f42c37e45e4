import { Injectable, ValidationPipe, type ArgumentMetadata, type ValidationError } from '@nestjs/common';
import { Nothing } from './nothing.js';
import { HttpProblem, type FieldProblem } from './problem.js';

/** Checks bodies and queries against their classes: fields nobody knows are refused, values are never guessed. */
@Injectable()
export class BodyPipe extends ValidationPipe {
  constructor() {
    super({
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: true,
      transform: true,
      stopAtFirstError: true,
    });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type === 'custom' || metadata.type === 'param') return value;
    if (metadata.type === 'body' && value !== undefined && !isObject(value))
      throw invalid('body', [{ field: '', problem: 'must be a JSON object' }]);
    const part = metadata.type === 'query' ? 'query' : 'body';
    if (metadata.metatype === Nothing) return nothing(value, part);
    try {
      return withoutUnset(await super.transform(value, metadata));
    } catch (error) {
      if (error instanceof InvalidFields)
        throw invalid(
          part,
          error.errors.flatMap((one) => problemsOf(one)),
        );
      throw error;
    }
  }

  override createExceptionFactory() {
    return (errors: ValidationError[] = []) => new InvalidFields(errors);
  }
}

const unknownField = 'is not a field of this route';

class InvalidFields extends Error {
  constructor(readonly errors: readonly ValidationError[]) {
    super('invalid fields');
  }
}

function invalid(part: 'body' | 'query', fields: readonly FieldProblem[]): HttpProblem {
  const names = fields.map(({ field }) => field || 'the body');
  const detail = `The ${part} is not what this route expects: ${[...new Set(names)].join(', ')}.`;
  return new HttpProblem(422, `invalid_${part}`, detail, { fields });
}

/** A class without fields is unknown to class-validator. */
function nothing(value: unknown, part: 'body' | 'query'): Nothing {
  const fields = Object.keys(value ?? {}).map((field) => ({ field, problem: unknownField }));
  if (fields.length > 0) throw invalid(part, fields);
  return new Nothing();
}

/** A class declares its fields, and so has them as `undefined`: what was not sent must not be there at all. */
function withoutUnset(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const record = value as Record<string, unknown>;
  for (const [key, part] of Object.entries(record))
    if (part === undefined) delete record[key];
    else withoutUnset(part);
  return value;
}

/** One line per wrong field; a nested one by its dotted path. The caller's values are not repeated. */
function problemsOf({ property, constraints = {}, children = [] }: ValidationError, prefix = ''): FieldProblem[] {
  const field = prefix + property;
  const own = Object.entries(constraints).map(([rule, message]) => ({
    field,
    problem: rule === 'whitelistValidation' ? unknownField : withoutName(message, property),
  }));
  return [...own, ...children.flatMap((child) => problemsOf(child, `${field}.`))];
}

/** class-validator begins its messages with the property; the field says it already. */
function withoutName(message: string, property: string): string {
  if (message.startsWith(`each value in ${property} `)) return `each ${message.slice(14 + property.length)}`;
  return message.startsWith(`${property} `) ? message.slice(property.length + 1) : message;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
