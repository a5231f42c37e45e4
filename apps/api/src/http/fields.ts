import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateBy,
  ValidateIf,
  ValidateNested,
  isEmail,
  isURL,
} from 'class-validator';
import { keyPattern } from '#domain';
import { isInstant, isPosition, isStorable, isStorableJson, isTextMap } from './storable.js';

/* What a field of a body or query may be, said once: the check and its documentation in one decorator. */

interface Common {
  readonly about?: string;
  readonly example?: unknown;
  readonly optional?: boolean;
  /** `null` is a value of its own, e.g. to switch a setting off. */
  readonly nullable?: boolean;
}

function field(common: Common, docs: ApiPropertyOptions, ...checks: PropertyDecorator[]): PropertyDecorator {
  const { about, example, optional = false, nullable = false } = common;
  return applyDecorators(
    ApiProperty({
      ...docs,
      required: !optional,
      ...(about === undefined ? {} : { description: about }),
      ...(example === undefined ? {} : { example }),
      ...(nullable ? { nullable: true } : {}),
    } as ApiPropertyOptions),
    ...checks,
    // Not @IsOptional: it would let an explicit null pass where only absence is meant.
    ...(optional ? [ValidateIf((_body, value) => value !== undefined && !(nullable && value === null))] : []),
    ...(!optional && nullable ? [ValidateIf((_body, value) => value !== null)] : []),
  );
}

/** A check of ours, and what the field must be, as a sentence goes on after its name. */
function Passes(check: (value: unknown) => boolean, sentence: string, each = false): PropertyDecorator {
  const validator = { validate: check, defaultMessage: () => `$property ${sentence}` };
  return ValidateBy({ name: check.name, validator }, { each });
}

function IsStorable(each = false): PropertyDecorator {
  return Passes(isStorable, 'must not contain NUL or broken Unicode', each);
}

/** Free text of at most `max` characters. */
export function Text({ max, min = 1, ...common }: Common & { readonly max: number; readonly min?: number }) {
  return field(
    common,
    { type: String, maxLength: max, minLength: min },
    IsString(),
    IsStorable(),
    MinLength(min),
    MaxLength(max),
  );
}

/** Text of a message: its limit of bytes is the domain's, which answers with it. */
export function LongText(common: Common) {
  return field(
    common,
    { type: String, description: 'At most 16 KiB of UTF-8.', maxLength: 16_384 },
    IsString(),
    IsStorable(),
  );
}

/** An id of ours. However it is written, it is kept in lower case. */
export function Id(common: Common = {}) {
  return applyDecorators(
    Transform(({ value }: { readonly value: unknown }) => (typeof value === 'string' ? value.toLowerCase() : value)),
    idField(common),
  );
}

function idField(common: Common) {
  return field(
    { example: '6f0c1d1e-8a51-4a0b-9d3f-2f8c6a1f4e77', ...common },
    { type: String, format: 'uuid' },
    IsUUID(undefined, { message: '$property must be a UUID' }),
  );
}

/** An id given by others: a member of an identity provider, a message of a channel. */
export function Key(common: Common & { readonly max?: number } = {}) {
  const { max = 200 } = common;
  return field(
    common,
    { type: String, maxLength: max, pattern: keyPattern.source },
    IsString(),
    MaxLength(max),
    Matches(keyPattern, { message: '$property may hold letters, digits and _ . : @ | + / = - only' }),
  );
}

/** A short lower-case name: a channel, a reason code. */
export function Name(common: Common = {}) {
  return field(
    common,
    { type: String, pattern: slug.source },
    IsString(),
    Matches(slug, { message: '$property must be 1 to 64 lower-case letters, digits, _ or -' }),
  );
}

/** What channels and reason codes are called. */
export const slug = /^[a-z0-9][a-z0-9_-]{0,63}$/;

export function Choice<T extends string>({ of, ...common }: Common & { readonly of: readonly T[] }) {
  return field(common, { enum: [...of] }, IsIn(of, { message: `$property must be one of ${of.join(', ')}` }));
}

/** Some of these, in any order. */
export function Choices<T extends string>({ of, ...common }: Common & { readonly of: readonly T[] }) {
  return field(
    common,
    { enum: [...of], isArray: true, maxItems: of.length },
    IsArray({ message: '$property must be a list' }),
    ArrayMaxSize(of.length),
    IsIn(of, { each: true, message: `each of $property must be one of ${of.join(', ')}` }),
  );
}

export function Flag(common: Common = {}) {
  return field(common, { type: Boolean }, IsBoolean());
}

const wholeNumber = /^-?\d{1,15}$/;

/** A whole number; in a query it arrives as text and is read as a number. */
export function Whole({ min, max, ...common }: Common & { readonly min: number; readonly max: number }) {
  return applyDecorators(
    Transform(({ value }: { readonly value: unknown }) =>
      typeof value === 'string' && wholeNumber.test(value) ? Number(value) : value,
    ),
    field(common, { type: 'integer', minimum: min, maximum: max }, IsInt(), Min(min), Max(max)),
  );
}

export function Decimal({ min, max, ...common }: Common & { readonly min: number; readonly max: number }) {
  return field(common, { type: Number, minimum: min, maximum: max }, IsNumber(), Min(min), Max(max));
}

/** A point in time, RFC 3339. */
export function When(common: Common = {}) {
  return field(
    { example: '2026-11-20T09:30:00.000Z', ...common },
    { type: String, format: 'date-time' },
    Passes(isInstant, 'must be a time as RFC 3339 writes it, e.g. 2026-11-20T09:30:00Z'),
  );
}

/** A place in the log, as receipts give it. */
export function Position(common: Common = {}) {
  return place(common, '10482', 'must be a position that a receipt gave');
}

/** A size of the ledger, or an index in it. */
export function Place(common: Common = {}) {
  return place(common, '260', 'must be a whole number in at most 19 digits, as text');
}

function place(common: Common, example: string, problem: string) {
  return field({ example, ...common }, { type: String, pattern: '^\\d{1,19}$' }, Passes(isPosition, problem));
}

/** Half a surrogate pair makes the check itself fail. */
const isAddress = (value: unknown) => isStorable(value) && isEmail(value);

export function Email(common: Common = {}) {
  return field(
    { example: 'ada@example.org', ...common },
    { type: String, format: 'email', maxLength: 320 },
    Passes(isAddress, 'must be an e-mail address'),
    MaxLength(320),
  );
}

const webAddress = { protocols: ['https', 'http'], require_protocol: true, require_tld: false };
const isWebAddress = (value: unknown) => isStorable(value) && isURL(value as string, webAddress);

export function WebAddress(common: Common = {}) {
  return field(
    { example: 'https://files.example.com/invoice.pdf', ...common },
    { type: String, format: 'uri', maxLength: 2_000 },
    Passes(isWebAddress, 'must be an http(s) URL'),
    MaxLength(2_000),
  );
}

/** A part with fields of its own. */
export function Part(type: () => new () => object, common: Common = {}) {
  return applyDecorators(
    Type(type),
    field(
      common,
      // Nest reads a function as "look this class up later" only where its name is `type`, as this one's is.
      { type: () => type() },
      IsObject({ message: '$property must be an object' }),
      ValidateNested({ message: '$property must be an object' }),
    ),
  );
}

/** A list of parts. */
export function Parts(type: () => new () => object, { max, ...common }: Common & { readonly max: number }) {
  return applyDecorators(
    Type(type),
    field(
      common,
      { type: () => type(), isArray: true, maxItems: max },
      IsArray({ message: '$property must be a list' }),
      ArrayMaxSize(max),
      IsObject({ each: true, message: '$property must be a list of objects' }),
      ValidateNested({ each: true, message: '$property must be a list of objects' }),
    ),
  );
}

/** Texts by name, at most 100 of them. */
export function TextMap(common: Common & { readonly example?: Readonly<Record<string, string>> }) {
  return field(
    common,
    { type: 'object', additionalProperties: { type: 'string', maxLength: 16_384 } },
    Passes(isTextMap, 'must be an object of at most 100 texts'),
  );
}

/** Any JSON. The domain limits its size. */
export function Anything(common: Common) {
  return field(
    common,
    { type: 'object', additionalProperties: true },
    Passes(isStorableJson, 'must not contain NUL or broken Unicode'),
  );
}

/** A list of texts. */
export function Texts({ max, each = 200, ...common }: Common & { readonly max: number; readonly each?: number }) {
  return field(
    common,
    { type: String, isArray: true, maxItems: max },
    IsArray({ message: '$property must be a list' }),
    ArrayMaxSize(max),
    IsString({ each: true }),
    IsStorable(true),
    MinLength(1, { each: true }),
    MaxLength(each, { each: true }),
  );
}
