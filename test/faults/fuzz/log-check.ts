import { Ajv, type ValidateFunction } from 'ajv';
import type { StoredEvent } from '#event-store';
import { toPublic } from '#messaging';
import type { Violation } from '../checker.js';

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

interface AsyncApi {
  readonly components: {
    readonly schemas: Readonly<Record<string, object>>;
    readonly messages: Readonly<Record<string, { readonly payload: { readonly $ref: string } }>>;
  };
}

/** Events that the product's own published schemas would refuse, or with text that PostgreSQL or JSON could not hold. */
export async function checkSchemas(url: string, events: readonly StoredEvent[]): Promise<Violation[]> {
  const { components } = (await (await fetch(`${url}/asyncapi.json`)).json()) as AsyncApi;
  const ajv = new Ajv({ strict: false, formats: { 'date-time': instant, uri: true } });
  const compiled = new Map<string, ValidateFunction>();
  const checkOf = (type: string): ValidateFunction | undefined => {
    const name = components.messages[type]?.payload.$ref.split('/').at(-1);
    if (name === undefined) return undefined;
    const known = compiled.get(name) ?? ajv.compile({ ...components.schemas[name], components });
    compiled.set(name, known);
    return known;
  };
  return events.flatMap((stored) => {
    const broken = (what: string): Violation => ({ invariant: 'schema', stream: stored.stream, what });
    const found: Violation[] = [];
    if (!isStorable(stored.event)) found.push(broken(`${stored.event.type} holds text that nothing could keep`));
    const published = toPublic(stored);
    if (published === undefined) return found;
    const check = checkOf(published.type);
    if (check === undefined) return [...found, broken(`${published.type} has no schema`)];
    if (!check(published.data)) {
      const [error] = check.errors ?? [];
      found.push(broken(`${published.type}${error?.instancePath ?? ''} ${error?.message ?? 'does not fit'}`));
    }
    return found;
  });
}

function isStorable(value: unknown): boolean {
  if (typeof value === 'string') return !value.includes('\u0000') && value.isWellFormed();
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([name, part]) => isStorable(name) && isStorable(part));
}
