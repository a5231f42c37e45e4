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
    // Looked for first: Nest takes some of them away from the value itself.
    const inherited = inheritedNames(value);
    try {
      const read: unknown = await super.transform(value, metadata);
      const unknown = inherited.filter((path) => isOfParts(path, read));
      if (unknown.length === 0) return withoutUnset(read);
      throw invalid(
        part,
        unknown.map((path) => ({ field: path.join('.'), problem: unknownField })),
      );
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

type Path = readonly string[];

/**
 * Where names stand that every object has something of its own behind: class-transformer and class-validator take them for known, and
 * no route has such a field.
 */
function inheritedNames(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => {
    const here = [...path, name];
    const deeper = inheritedNames(part, here);
    return name === 'prototype' || name in Object.prototype ? [here, ...deeper] : deeper;
  });
}

/** Whether a path leads through fields that a route has; what may hold any names, such as the arguments of a skill, may hold these too. */
function isOfParts(path: Path, read: unknown): boolean {
  let part = read;
  for (const name of path) {
    if (!isObject(part) && !Array.isArray(part)) return false;
    if (Object.getPrototypeOf(part) === Object.prototype) return false;
    part = (part as Record<string, unknown>)[name];
  }
  return true;
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
