import { Ajv, type ValidateFunction } from 'ajv';
import { namedSchemas, type JsonSchema } from './schema.js';

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

const ajv = new Ajv({ strict: false, allErrors: false, formats: { 'date-time': instant } });
const compiled = new WeakMap<JsonSchema, ValidateFunction>();

/** What is wrong with a value, as one sentence without the value itself; `undefined` when it fits the schema. */
export function problemWith(schema: JsonSchema, value: unknown): string | undefined {
  let check = compiled.get(schema);
  if (check === undefined) {
    check = ajv.compile({ ...schema, components: { schemas: Object.fromEntries(namedSchemas) } });
    compiled.set(schema, check);
  }
  if (check(value)) return undefined;
  const [error] = check.errors ?? [];
  return `${error?.instancePath || 'the value'} ${error?.message ?? 'does not fit its schema'}`;
}
