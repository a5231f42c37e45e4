import type { JsonSchema } from './schema.js';

/**
 * Why a reader written for the old schema could fail on messages of the new one; empty when it cannot. New optional properties, new
 * required ones, new words and new kinds are no breach, since readers must accept what they do not know.
 */
export function breaches(before: JsonSchema, now: JsonSchema, path = 'data'): string[] {
  if ('$ref' in before || '$ref' in now)
    return before['$ref'] === now['$ref'] ? [] : [`${path} was ${nameOf(before)} and is ${nameOf(now)}`];
  if ('anyOf' in before || 'anyOf' in now) return breachesOfChoice(before, now, path);
  const found: string[] = [];
  for (const word of ['type', 'format', 'const', 'minLength'])
    if (before[word] !== now[word])
      found.push(`${path}: ${word} was ${String(before[word])} and is ${String(now[word])}`);
  for (const words of ['x-extensible-enum', 'enum'])
    for (const gone of missing(before[words], now[words])) found.push(`${path}: ${words} has lost ${gone}`);
  for (const gone of missing(before['required'], now['required'])) found.push(`${path}.${gone} may now be absent`);
  const [was, is] = [parts(before['properties']), parts(now['properties'])];
  for (const [name, schema] of Object.entries(was)) {
    const same = is[name];
    found.push(...(same === undefined ? [`${path}.${name} is gone`] : breaches(schema, same, `${path}.${name}`)));
  }
  for (const word of ['items', 'additionalProperties'])
    if (before[word] !== undefined || now[word] !== undefined)
      found.push(...breaches((before[word] ?? {}) as JsonSchema, (now[word] ?? {}) as JsonSchema, `${path}[]`));
  return found;
}

/** Alternatives keep their places; those told apart by a kind are compared by it, and new kinds may come. */
function breachesOfChoice(before: JsonSchema, now: JsonSchema, path: string): string[] {
  const [was, is] = [choices(before), choices(now)];
  const byKind = was.every((choice) => kindOf(choice) !== undefined) && was.length > 0;
  if (byKind)
    return was.flatMap((choice) => {
      const kind = kindOf(choice)!;
      const same = is.find((other) => kindOf(other) === kind);
      if (kind === anyOther) return [];
      return same === undefined ? [`${path} has lost the kind ${kind}`] : breaches(choice, same, `${path}(${kind})`);
    });
  if (was.length !== is.length) return [`${path} had ${was.length} alternatives and has ${is.length}`];
  return was.flatMap((choice, i) => breaches(choice, is[i]!, path));
}

const anyOther = '*';

function kindOf(schema: JsonSchema): string | undefined {
  const kind = parts(schema['properties'])['kind'];
  if (kind === undefined) return undefined;
  return 'not' in kind ? anyOther : (kind['x-extensible-enum'] as string[] | undefined)?.[0];
}

function choices(schema: JsonSchema): JsonSchema[] {
  return (schema['anyOf'] as JsonSchema[] | undefined) ?? [schema];
}

function parts(properties: unknown): Record<string, JsonSchema> {
  return (properties ?? {}) as Record<string, JsonSchema>;
}

function missing(before: unknown, now: unknown): string[] {
  const is = (now ?? []) as string[];
  return ((before ?? []) as string[]).filter((word) => !is.includes(word));
}

function nameOf(schema: JsonSchema): string {
  return (schema['$ref'] ?? schema['type'] ?? 'a choice') as string;
}
