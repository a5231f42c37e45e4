/** A schema as OpenAPI 3.0 writes it, of which this much is used. */
export interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly type?: string;
  readonly format?: string;
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly nullable?: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly example?: unknown;
}

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema?: Schema;
}

interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

/** One route as it is described, with nothing left that refers elsewhere. */
export interface Route {
  readonly verb: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly body: Schema | undefined;
}

export function nameOf({ verb, path }: Route): string {
  return `${verb} ${path}`;
}

/** What `{id}` stands for: `/v1/conversations/{id}/…` and `/v1/conversations` both tell of a `conversationId`. */
export function idNameIn(path: string): string {
  return `${/^(?:\w+ )?\/v1\/(?:audit\/)?(\w+?)s?(\/|$)/.exec(path)?.[1] ?? ''}Id`;
}

/** Everything the API describes of itself. */
export async function describedRoutes(url: string): Promise<readonly Route[]> {
  const description = (await (await fetch(`${url}/openapi.json`)).json()) as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
    readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
  };
  const { schemas } = description.components;
  return Object.entries(description.paths).flatMap(([path, verbs]) =>
    Object.entries(verbs).map(([verb, { parameters = [], requestBody }]) => {
      const schema = requestBody?.content['application/json']?.schema;
      return { verb: verb.toUpperCase(), path, parameters, body: schema && inlined(schema, schemas) };
    }),
  );
}

function inlined(schema: Schema, schemas: Readonly<Record<string, Schema>>): Schema {
  const { $ref, allOf, ...own } = schema;
  if ($ref !== undefined) return inlined(schemas[$ref.split('/').at(-1)!]!, schemas);
  const inner = (one: Schema) => inlined(one, schemas);
  return {
    ...Object.assign({}, ...(allOf ?? []).map(inner)),
    ...own,
    ...(own.items && { items: inner(own.items) }),
    ...(own.properties && {
      properties: Object.fromEntries(Object.entries(own.properties).map(([name, one]) => [name, inner(one)])),
    }),
    ...(typeof own.additionalProperties === 'object' && { additionalProperties: inner(own.additionalProperties) }),
  } as Schema;
}

const id: Schema = { type: 'string', format: 'uuid' };

/** What is served beside the description: pages, the chat, what messengers call. */
export const otherRoutes: readonly Route[] = [
  ...['/', '/docs', '/docs/swagger-ui-init.js', '/openapi.json', '/asyncapi.json', '/chat/page/chat.mjs'].map((path) =>
    bare('GET', path),
  ),
  bare('GET', '/chat/{workspaceId}/{channel}'),
  bare('GET', '/chat/form/{link}'),
  bare('POST', '/chat/form/{link}', { name: text(320), email: text(320), note: text(4_000) }),
  bare('POST', '/chat/{workspaceId}/{channel}/visitors', { userId: text(200), userSignature: text(64) }),
  bare('POST', '/chat/messages', { clientMessageId: { type: 'string', example: 'message-0001' }, text: text(16_384) }),
  bare('POST', '/chat/person', {}),
  bare('POST', '/chat/offers', { conversationId: id, offerId: id, answer: { enum: ['yes', 'no'] } }),
  bare('POST', '/chat/forms', { conversationId: id, formId: id, details: { type: 'object', properties: {} } }),
  bare('GET', '/chat/events'),
  bare('POST', '/inbound/{workspaceId}/{channel}', {
    type: { enum: ['message', 'offer_answer', 'status'] },
    data: { type: 'object', properties: { channelMessageId: text(200), text: text(16_384) } },
  }),
];

function text(maxLength: number): Schema {
  return { type: 'string', maxLength };
}

function bare(verb: string, path: string, properties?: Readonly<Record<string, Schema>>): Route {
  return { verb, path, parameters: [], body: properties && { type: 'object', properties } };
}
