import { isSealedField } from '#event-store';

/** A JSON Schema (draft 07, which is what AsyncAPI 3 builds on), as data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * One part of the published contract: what it looks like on the wire, and how it is taken from the stored value. Only what the schema
 * names is taken, so a stored field is never published by accident. `pick` accepts the stored type, so renaming or retyping a stored
 * field that is published does not compile.
 */
export interface Schema<Stored> {
  readonly json: JsonSchema;
  readonly pick: (value: Stored) => unknown;
}

/** A property that may be absent. */
export interface OptionalSchema<Stored> extends Schema<Stored> {
  readonly optional: true;
}

type Properties = Readonly<Record<string, Schema<never> | OptionalSchema<never>>>;
type StoredOf<S> = S extends { readonly pick: (value: infer Stored) => unknown } ? Stored : never;
type RequiredKeys<P> = { [K in keyof P]: P[K] extends { readonly optional: true } ? never : K }[keyof P];
type OptionalKeys<P> = Exclude<keyof P, RequiredKeys<P>>;
type StoredObject<P> = { readonly [K in RequiredKeys<P>]: StoredOf<P[K]> } & {
  readonly [K in OptionalKeys<P>]?: StoredOf<P[K]> | undefined;
};

/** Schemas used in more than one place, by name: `components.schemas` of the AsyncAPI document. */
export const namedSchemas = new Map<string, JsonSchema>();

export const text: Schema<string> = plain({ type: 'string' });
export const flag: Schema<boolean> = plain({ type: 'boolean' });
export const whole: Schema<number> = plain({ type: 'integer' });
export const decimal: Schema<number> = plain({ type: 'number' });
/** ISO 8601 in UTC with milliseconds. */
export const instant: Schema<string> = plain({ type: 'string', format: 'date-time' });
/** Anything that JSON can say; its shape is not ours to promise. */
export const anything: Schema<unknown> = plain({});

/** An id. Most are UUIDs, but a reader must take it for an opaque text. */
export const id: Schema<string> = plain({ type: 'string', minLength: 1 });

/**
 * One of a list of words that may grow: a reader must accept a word it does not know (`x-extensible-enum`, Zalando RESTful API
 * guidelines, rule 112). In TypeScript the list is exact, so that a new word in the domain is added here on purpose.
 */
export function word<const Words extends readonly string[]>(...words: Words): Schema<Words[number]> {
  return plain({ type: 'string', 'x-extensible-enum': words });
}

export function object<const P extends Properties>(properties: P, description?: string): Schema<StoredObject<P>> {
  const entries = Object.entries(properties) as [string, Schema<unknown> & { readonly optional?: true }][];
  return {
    json: {
      type: 'object',
      ...(description === undefined ? {} : { description }),
      properties: Object.fromEntries(entries.map(([name, { json }]) => [name, json])),
      required: entries.filter(([, { optional }]) => optional !== true).map(([name]) => name),
    },
    pick: (stored) => {
      const picked: Record<string, unknown> = {};
      for (const [name, schema] of entries) {
        const value = (stored as Readonly<Record<string, unknown>>)[name];
        if (value !== undefined) picked[name] = schema.pick(value);
      }
      return picked;
    },
  };
}

export function optional<Stored>(schema: Schema<Stored>): OptionalSchema<Stored> {
  return { ...schema, optional: true };
}

export function nullable<Stored>(schema: Schema<Stored>): Schema<Stored | null> {
  return {
    json: { anyOf: [schema.json, { type: 'null' }] },
    pick: (value) => (value === null ? null : schema.pick(value)),
  };
}

export function list<Stored>(schema: Schema<Stored>): Schema<readonly Stored[]> {
  return { json: { type: 'array', items: schema.json }, pick: (values) => values.map((value) => schema.pick(value)) };
}

/** Names of the publisher's choosing, each with a value of one kind. */
export function record<Stored>(schema: Schema<Stored>): Schema<Readonly<Record<string, Stored>>> {
  return {
    json: { type: 'object', additionalProperties: schema.json },
    pick: (values) => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, schema.pick(value)])),
  };
}

/** One of several shapes, told apart by the word in `kind`. A reader must accept a kind it does not know. */
export function variants<const S extends Readonly<Record<string, Schema<never>>>>(
  shapes: S,
): Schema<StoredOf<S[keyof S]>> {
  const shapeOf = (value: unknown) => shapes[(value as { kind: string }).kind] as Schema<unknown> | undefined;
  const known = Object.values(shapes).map(({ json }) => json);
  const unknown = {
    type: 'object',
    properties: { kind: { type: 'string', not: { enum: Object.keys(shapes) } } },
    required: ['kind'],
  };
  return {
    json: { anyOf: [...known, unknown] },
    pick: (value) => {
      const shape = shapeOf(value);
      if (shape === undefined) throw new Error(`the contract has no kind ${(value as { kind: string }).kind}`);
      return shape.pick(value);
    },
  };
}

/** Gives a schema a name, under which the document holds it once. */
export function named<Stored>(name: string, schema: Schema<Stored>): Schema<Stored> {
  if (namedSchemas.has(name)) throw new Error(`two schemas are named ${name}`);
  namedSchemas.set(name, schema.json);
  return { json: { $ref: `#/components/schemas/${name}` }, pick: schema.pick };
}

const sealedField = named<unknown>('SealedField', {
  json: {
    type: 'object',
    description:
      'A personal value as a sealed envelope: who holds the key of its subject can open it, and nobody once that key is destroyed.',
    properties: {
      sealed: { const: '1' },
      subject: { type: 'string', description: 'Whose key: contact:{id} or member:{id}.' },
      commit: { type: 'string', description: 'Salted commitment to the value; stays true after erasure.' },
      box: { type: 'string', description: 'The value, encrypted.' },
      field: { type: 'string', description: 'Name of the field that the envelope is bound to.' },
    },
    required: ['sealed', 'subject', 'commit', 'box', 'field'],
  },
  pick: (value) => value,
});

/** Personal: a sealed envelope, or the value on a topic that is configured in clear; `null` once erased. */
export function personal<Stored>(schema: Schema<Stored>): Schema<Stored | null> {
  return {
    json: { anyOf: [sealedField.json, schema.json, { type: 'null' }] },
    pick: (value) => (value === null || isSealedField(value) ? value : schema.pick(value)),
  };
}

function plain<Stored>(json: JsonSchema): Schema<Stored> {
  return { json, pick: (value) => value };
}
