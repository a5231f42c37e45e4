import { plainToInstance, type ClassConstructor } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { isTooDeep, maxDepth } from '#edge';
import { Refusal } from './problem.js';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * A body's JSON object. Bytes that are no UTF-8 are refused rather than guessed at.
 * @throws Refusal `malformed_encoding`, `malformed_json`, `too_deep`
 */
export function jsonOf(body: unknown): Record<string, unknown> {
  if (!Buffer.isBuffer(body)) throw new Refusal(400, 'malformed_json', 'The body is empty.');
  let text: string;
  try {
    text = utf8.decode(body);
  } catch {
    throw new Refusal(400, 'malformed_encoding', 'The body is not UTF-8.');
  }
  if (isTooDeep(text)) throw new Refusal(422, 'too_deep', 'The body nests too deeply.', { limit: maxDepth });
  let value: unknown;
  try {
    value = JSON.parse(text, onlyWholesome);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal(400, 'malformed_json', 'The body is not valid JSON.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Refusal(400, 'malformed_json', 'The body is not a JSON object.');
  return value as Record<string, unknown>;
}

/**
 * Fields of these names would reach a prototype once the object is copied, or stand for its class; such texts neither PostgreSQL nor JSON
 * can hold, and checks of other things fail over them.
 */
function onlyWholesome(name: string, value: unknown): unknown {
  if (name === '__proto__' || name === 'constructor') throw new SyntaxError(name);
  if (!isStorable(name) || (typeof value === 'string' && !isStorable(value)))
    throw new Refusal(422, 'invalid_body', 'The body holds NUL, or half of a surrogate pair.');
  return value;
}

/**
 * The object as what a route expects: fields nobody knows are refused.
 * @throws Refusal `invalid_body`, naming the fields
 */
export function shaped<T extends object>(type: ClassConstructor<T>, value: Record<string, unknown>): T {
  const instance = plainToInstance(type, value);
  const errors = validateSync(instance, { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true });
  if (errors.length > 0)
    throw new Refusal(422, 'invalid_body', 'The body is not what this route expects.', { fields: fieldsOf(errors) });
  return instance;
}

function fieldsOf(errors: readonly ValidationError[], prefix = ''): string[] {
  return errors.flatMap(({ property, constraints, children = [] }) => [
    ...(constraints === undefined ? [] : [prefix + property]),
    ...fieldsOf(children, `${prefix}${property}.`),
  ]);
}

function isStorable(text: string): boolean {
  return !text.includes('\u0000') && text.isWellFormed();
}
