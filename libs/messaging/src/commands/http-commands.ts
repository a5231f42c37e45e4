import { InvalidToken } from '#access';
import { Rejected, type RejectionKind } from '#domain';
import { EventStoreUnavailable } from '#event-store';
import type { JsonSchema } from '../published/schema.js';
import type { CommandDispatcher, CommandReceipt, CommandRequest } from './command-port.js';

/** A command as the HTTP API knows it. Its name over Kafka is the operation's id. */
export interface HttpCommand {
  readonly name: string;
  readonly method: 'POST' | 'PUT' | 'DELETE';
  /** With its parameters in braces; over Kafka they come in `ce_subject`, in this order, with slashes between. */
  readonly path: string;
  readonly body: JsonSchema;
}

/** What is used of an OpenAPI 3 document. */
export interface OpenApiLike {
  readonly paths: Readonly<Record<string, object>>;
  readonly components?: { readonly schemas?: object };
}

interface Operation {
  readonly operationId?: string;
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: JsonSchema }>> };
}

/** Every operation that changes something. The same commands, by the same schemas, as over HTTP, since they are read from there. */
export function httpCommands(document: OpenApiLike): readonly HttpCommand[] {
  const schemas = (document.components?.schemas ?? {}) as Readonly<Record<string, JsonSchema>>;
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    (['post', 'put', 'delete'] as const).flatMap((verb) => {
      const operation = (operations as Readonly<Record<string, Operation>>)[verb];
      if (operation?.operationId === undefined) return [];
      const schema = operation.requestBody?.content?.['application/json']?.schema ?? { type: 'object' };
      const method = verb.toUpperCase() as HttpCommand['method'];
      return [{ name: operation.operationId, method, path, body: inlined(schema, schemas) as JsonSchema }];
    }),
  );
}

/** The schema with what it refers to in its place, so that it stands on its own. */
function inlined(
  node: unknown,
  schemas: Readonly<Record<string, JsonSchema>>,
  within: readonly string[] = [],
): unknown {
  if (Array.isArray(node)) return node.map((part) => inlined(part, schemas, within));
  if (typeof node !== 'object' || node === null) return node;
  const { $ref } = node as { readonly $ref?: string };
  if ($ref === undefined)
    return Object.fromEntries(Object.entries(node).map(([name, part]) => [name, inlined(part, schemas, within)]));
  const name = $ref.split('/').at(-1)!;
  // A shape that holds itself is not followed for ever.
  return within.includes(name) ? {} : inlined(schemas[name] ?? {}, schemas, [...within, name]);
}

/** Sends a request into the HTTP API: over the network, or straight into its server (`inject`). */
export type SendRequest = (request: {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}) => Promise<{ readonly status: number; readonly body: unknown }>;

/** Executes commands through the HTTP API, so that validation, permissions and answers are the very same. */
export class HttpCommandDispatcher implements CommandDispatcher {
  private readonly commands: ReadonlyMap<string, HttpCommand>;

  constructor(
    commands: readonly HttpCommand[],
    private readonly send: SendRequest,
  ) {
    this.commands = new Map(commands.map((command) => [command.name, command]));
  }

  async dispatch(request: CommandRequest): Promise<CommandReceipt> {
    const command = this.commands.get(request.type);
    if (command === undefined) throw new Rejected('invalid', 'unknown_command', 'There is no command of this name.');
    const { status, body } = await this.send({
      method: command.method,
      path: pathOf(command.path, request.subject),
      headers: {
        authorization: `Bearer ${request.token}`,
        'content-type': 'application/json',
        'idempotency-key': request.commandId,
      },
      body: JSON.stringify(request.body),
    });
    const answer = (typeof body === 'object' && body !== null ? body : {}) as Readonly<Record<string, unknown>>;
    if (status === 200) return receiptOf(answer);
    throw refusalOf(status, answer);
  }
}

function pathOf(template: string, subject: string | undefined): string {
  const values = subject === undefined || subject === '' ? [] : subject.split('/');
  const names = template.match(/\{\w+\}/g) ?? [];
  if (names.length !== values.length)
    throw new Rejected(
      'invalid',
      'invalid_subject',
      `ce_subject must name ${names.length} things: ${names.join('/')}.`,
    );
  // A server would take these for steps to another route.
  if (values.some((value) => value === '.' || value === '..'))
    throw new Rejected('invalid', 'invalid_subject', 'ce_subject names things by their ids.');
  return names.reduce((path, name, i) => path.replace(name, encodeURIComponent(values[i]!)), template);
}

function receiptOf({ stream, revision, position }: Readonly<Record<string, unknown>>): CommandReceipt {
  return {
    ...(typeof stream === 'string' ? { stream } : {}),
    ...(typeof revision === 'string' ? { revision: BigInt(revision) } : {}),
    ...(typeof position === 'string' ? { position: BigInt(position) } : {}),
  };
}

const kinds: Readonly<Record<number, RejectionKind>> = { 403: 'forbidden', 404: 'not_found', 409: 'conflict' };

function refusalOf(status: number, answer: Readonly<Record<string, unknown>>): Error {
  const { code, detail, type: _type, title: _title, status: _status, ...facts } = answer;
  if (status === 401) return new InvalidToken('refused by the API');
  if (status >= 500 && typeof code === 'string' && code.endsWith('_unavailable'))
    return new EventStoreUnavailable(`the API answered ${status} ${code}`);
  if (status >= 500 || typeof code !== 'string') return new Error(`the API answered ${status}`);
  return new Rejected(kinds[status] ?? 'invalid', code, typeof detail === 'string' ? detail : code, facts);
}
