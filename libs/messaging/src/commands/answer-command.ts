import { InvalidToken, IssuerUnavailable, type Identity } from '#access';
import { Rejected } from '#domain';
import { EventStoreUnavailable } from '#event-store';
import { validate as isUuid, v5 } from 'uuid';
import type { OutgoingMessage } from '../kafka/publisher.js';
import { headerOf, type ReceivedRecord } from '../published/cloud-event.js';
import { commandResultTopic } from '../published/topics.js';
import type { CommandDispatcher, CommandReceipt, CommandRequest } from './command-port.js';

export interface CommandParts {
  readonly dispatcher: CommandDispatcher;
  /** @throws InvalidToken */
  readonly verifyToken: (token: string) => Promise<Identity>;
  /** The largest body in bytes, as over HTTP. */
  readonly maxBytes: number;
  readonly now: () => Date;
  /** Told of a fault of ours behind the result `internal_error`. */
  readonly onFault?: (what: string, error: unknown) => void;
}

/** Names results: the same message always gets the same result id. */
const namespace = '5a0c7a3e-5f5c-5a34-9b0b-3d1f0d1b5c11';

type Refusal = Pick<Rejected, 'code' | 'detail' | 'facts'> & { readonly kind: string };

/**
 * Takes one message of the command topic to its end. Whatever it is, it gets a result: there is no silence.
 *
 * @param place where the message lies (topic/partition/offset), which names it when it has no id
 * @throws EventStoreUnavailable, IssuerUnavailable: nothing is known yet; the same message may be given again
 */
export async function answerCommand(
  message: ReceivedRecord,
  place: string,
  parts: CommandParts,
): Promise<OutgoingMessage> {
  const commandId = headerOf(message, 'ce_id');
  const about = {
    key: message.key?.toString() ?? commandId ?? place,
    commandId,
    correlationId: headerOf(message, 'ce_correlationid') ?? commandId ?? place,
    resultId: v5(commandId ?? place, namespace),
    now: parts.now(),
  };
  let workspaceId: string | undefined;
  try {
    const request = await readRequest(message, about.correlationId, parts);
    workspaceId = request.principal.workspaceId;
    return resultOf({ ...about, workspaceId }, { receipt: await parts.dispatcher.dispatch(request) });
  } catch (error) {
    if (error instanceof EventStoreUnavailable || error instanceof IssuerUnavailable) throw error;
    return resultOf({ ...about, workspaceId }, { refusal: refusalOf(error, parts) });
  }
}

/** @throws Rejected, InvalidToken */
async function readRequest(
  message: ReceivedRecord,
  correlationId: string,
  { verifyToken, maxBytes }: CommandParts,
): Promise<CommandRequest> {
  const [commandId, type] = [headerOf(message, 'ce_id'), headerOf(message, 'ce_type')];
  if (headerOf(message, 'ce_specversion') !== '1.0' || !type)
    throw malformed('A command is a CloudEvent 1.0 in binary mode, with its name in ce_type.');
  if (commandId === undefined || !isUuid(commandId)) throw malformed('The header ce_id is not a UUID.');
  const value = message.value ?? Buffer.alloc(0);
  if (value.length > maxBytes) throw new Rejected('invalid', 'too_large', `The body has more than ${maxBytes} bytes.`);
  const token = /^Bearer (\S+)$/i.exec(headerOf(message, 'authorization') ?? '')?.[1];
  if (token === undefined) throw new InvalidToken('missing');
  const principal = await verifyToken(token);
  return {
    commandId: commandId.toLowerCase(),
    type,
    subject: headerOf(message, 'ce_subject'),
    body: bodyOf(value),
    principal,
    token,
    correlationId,
  };
}

function bodyOf(value: Buffer): Readonly<Record<string, unknown>> {
  let body: unknown;
  try {
    body = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(value));
  } catch {
    throw malformed('The value is not JSON.');
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw malformed('The value is no JSON object.');
  return body as Readonly<Record<string, unknown>>;
}

function malformed(detail: string): Rejected {
  return new Rejected('invalid', 'malformed', detail);
}

function refusalOf(error: unknown, parts: CommandParts): Refusal {
  if (error instanceof Rejected) return error;
  if (error instanceof InvalidToken)
    return { kind: 'unauthenticated', code: 'invalid_token', detail: error.message, facts: {} };
  parts.onFault?.('a command over Kafka', error);
  return { kind: 'failed', code: 'internal_error', detail: 'Something went wrong on our side.', facts: {} };
}

function resultOf(
  about: {
    readonly key: string;
    readonly commandId: string | undefined;
    readonly correlationId: string;
    readonly resultId: string;
    readonly workspaceId: string | undefined;
    readonly now: Date;
  },
  outcome: { readonly receipt: CommandReceipt } | { readonly refusal: Refusal },
): OutgoingMessage {
  const accepted = 'receipt' in outcome;
  return {
    topic: commandResultTopic,
    key: about.key,
    value: JSON.stringify(accepted ? acceptedBody(outcome.receipt) : refusedBody(outcome.refusal)),
    headers: {
      'content-type': 'application/json',
      ce_specversion: '1.0',
      ce_id: about.resultId,
      ce_source: '/handoff/commands',
      ce_type: accepted ? 'CommandAccepted' : 'CommandRefused',
      ce_time: about.now.toISOString(),
      ce_correlationid: about.correlationId,
      ...(about.commandId === undefined ? {} : { commandId: about.commandId }),
      ...(about.workspaceId === undefined ? {} : { workspace: about.workspaceId }),
    },
  };
}

function acceptedBody({ stream, revision, position }: CommandReceipt) {
  const receipt = {
    ...(stream === undefined ? {} : { stream }),
    ...(revision === undefined ? {} : { revision: String(revision) }),
    ...(position === undefined ? {} : { position: String(position) }),
  };
  return { status: 'accepted', receipt };
}

function refusedBody({ kind, code, detail, facts }: Refusal) {
  return { status: 'refused', kind, code, detail, facts: withoutNames(facts) };
}

/** A topic carries no personal value: of a refusal's facts only numbers, ids and words of ours. */
function withoutNames(facts: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(facts)) {
    if (typeof value === 'number' || typeof value === 'boolean') kept[name] = value;
    else if (typeof value === 'string' && (/(^id|Id)$/.test(name) || ours.includes(name))) kept[name] = value;
    else if (typeof value === 'object' && value !== null && !Array.isArray(value))
      kept[name] = withoutNames(value as Readonly<Record<string, unknown>>);
  }
  return kept;
}

const ours: readonly string[] = ['state', 'status', 'kind', 'field', 'rule', 'role', 'needed'];
