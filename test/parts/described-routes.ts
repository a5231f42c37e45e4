/** One route of the API as its own description tells it. */
export interface DescribedRoute {
  readonly verb: 'get' | 'post' | 'put' | 'delete';
  /** With its parameters in braces. */
  readonly path: string;
  /** The smallest body it accepts, made from the examples of its description; none where it takes none. */
  readonly body: Readonly<Record<string, unknown>> | undefined;
  /** Whether its answer goes on until somebody goes. */
  readonly isStream: boolean;
}

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly example?: unknown;
  readonly nullable?: boolean;
  readonly minimum?: number;
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

interface Operation {
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>;
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: Schema } } };
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** Every route under /v1 that answers once, in the order of the description: streams do not end by themselves. */
export async function describedRoutes(url: string): Promise<readonly DescribedRoute[]> {
  return (await allRoutes(url)).filter(({ isStream }) => !isStream);
}

/** Every route under /v1. */
export async function allRoutes(url: string): Promise<readonly DescribedRoute[]> {
  const description = (await (await fetch(`${url}/openapi.json`)).json()) as Description;
  return Object.entries(description.paths)
    .filter(([path]) => path.startsWith('/v1/'))
    .flatMap(([path, verbs]) =>
      Object.entries(verbs).map(([verb, operation]) => {
        const { requestBody } = operation;
        const schema = requestBody?.content['application/json'].schema;
        const body = schema === undefined ? undefined : (exampleOf(schema, description) as Record<string, unknown>);
        return { verb: verb as DescribedRoute['verb'], path, body, isStream: isStream(operation) };
      }),
    );
}

function isStream({ responses }: Operation): boolean {
  return responses['200']?.content?.['text/event-stream'] !== undefined;
}

function exampleOf(schema: Schema, description: Description): unknown {
  const { $ref, allOf, enum: choices, example, type, format, minimum, items, properties = {}, required = [] } = schema;
  if ($ref !== undefined) return exampleOf(description.components.schemas[$ref.split('/').at(-1)!]!, description);
  if (allOf !== undefined) return Object.assign({}, ...allOf.map((part) => exampleOf(part, description))) as object;
  if (example !== undefined) return example;
  if (choices !== undefined) return choices[0];
  switch (type) {
    case 'array':
      return items === undefined ? [] : [exampleOf(items, description)];
    case 'integer':
    case 'number':
      return minimum ?? 1;
    case 'boolean':
      return true;
    case 'string':
      return format === 'uuid' ? '6f0c1d1e-8a51-4a0b-9d3f-2f8c6a1f4e77' : 'x';
    default:
      return Object.fromEntries(required.map((name) => [name, exampleOf(properties[name]!, description)]));
  }
}
