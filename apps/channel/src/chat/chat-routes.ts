import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isWorkspaceId, type Visitor } from '#access';
import type { Platform } from '#commands';
import type { ArmedConnector } from '#messaging';
import { jsonOf, shaped } from '../http/json-body.js';
import { Paces } from '../http/paces.js';
import { channelName } from '../http/channel-name.js';
import { OfferAnswerBody } from '../http/offer-answer-body.js';
import { Refusal } from '../http/problem.js';
import { ChatForm, ChatMessage, ChatReceipts, NewVisitor } from './chat-bodies.js';
import type { ChatCommands } from './chat-commands.js';
import type { ChatFeed } from './chat-feed.js';
import { streamEvents } from './stream-events.js';
import type { Visitors } from './visitors.js';

export interface ChatParts {
  readonly platform: Platform;
  readonly connectorOf: (workspaceId: string, channel: string) => Promise<ArmedConnector | undefined>;
  readonly visitors: Visitors;
  readonly commands: ChatCommands;
  readonly feed: ChatFeed;
  /** Ends the streams of visitors when the process stops. */
  readonly stopping: AbortSignal;
}

/** Larger than the longest message. */
const bodyLimit = 64 * 1024;
/** Streams that one visitor may hold open: some windows, and those that are just going away. */
const maxStreams = 6;

/** What the chat page asks for. Tokens come in headers only, so that no log of addresses holds one. */
export function chatRoutes(http: FastifyInstance, parts: ChatParts): void {
  const { visitors, commands, feed, stopping } = parts;
  const welcomes = new Paces(20, 20);
  const acts = new Paces(30, 60);
  // They come by themselves, one for some messages each.
  const receipts = new Paces(60, 120);
  const open = new Map<string, number>();

  const visitorOf = async (request: FastifyRequest): Promise<Visitor> => {
    const visitor = await visitors.of(request.headers.authorization);
    acts.step(keyOf(visitor));
    return visitor;
  };

  http.post<{ Params: { workspace: string; channel: string } }>(
    '/chat/:workspace/:channel/visitors',
    { bodyLimit },
    async (request) => {
      const { workspace, channel } = request.params;
      const connector = await chatConnector(parts, workspace, channel);
      welcomes.step(request.ip);
      const { userId, userSignature } = shaped(NewVisitor, jsonOf(request.body));
      if (userId === undefined) return visitors.welcome(connector);
      return visitors.recognise(connector, userId, userSignature ?? '');
    },
  );

  http.post('/chat/messages', { bodyLimit }, async (request) => {
    const visitor = await visitorOf(request);
    return commands.write(visitor, shaped(ChatMessage, jsonOf(request.body)));
  });

  http.post('/chat/receipts', { bodyLimit }, async (request) => {
    const visitor = await visitors.of(request.headers.authorization);
    receipts.step(keyOf(visitor));
    return commands.receive(visitor, shaped(ChatReceipts, jsonOf(request.body)));
  });

  http.post('/chat/person', { bodyLimit }, async (request) => commands.askForPerson(await visitorOf(request)));

  http.post('/chat/offers', { bodyLimit }, async (request) => {
    const visitor = await visitorOf(request);
    return commands.answerOffer(visitor, shaped(OfferAnswerBody, jsonOf(request.body)));
  });

  http.post('/chat/forms', { bodyLimit }, async (request) => {
    const visitor = await visitorOf(request);
    return commands.fillIn(visitor, shaped(ChatForm, jsonOf(request.body)));
  });

  http.get('/chat/events', async (request, reply) => {
    const visitor = await visitorOf(request);
    const who = keyOf(visitor);
    // Gone while it was asked who it is: nothing would be heard of its going any more.
    if (reply.raw.destroyed) return void reply.hijack();
    const streams = open.get(who) ?? 0;
    if (streams >= maxStreams) throw new Refusal(429, 'too_many_streams', 'The chat is open in too many windows.');
    const last = request.headers['last-event-id'];
    const after = typeof last === 'string' && /^[0-9a-f-]{36}:\d{1,19}$/.test(last) ? last : undefined;
    open.set(who, streams + 1);
    reply.raw.once('close', () => {
      const left = (open.get(who) ?? 1) - 1;
      if (left > 0) open.set(who, left);
      else open.delete(who);
    });
    await streamEvents(reply, stopping, (signal) => feed.follow(visitor, after, signal));
  });
}

function keyOf({ workspaceId, channel, externalUserId }: Visitor): string {
  return `${workspaceId}/${channel}/${externalUserId}`;
}

/** The connector of a chat that may be opened now. @throws Refusal `no_such_chat`, `channel_not_staging` */
export async function chatConnector(
  { platform, connectorOf }: Pick<ChatParts, 'platform' | 'connectorOf'>,
  workspaceId: string,
  channel: string,
): Promise<ArmedConnector> {
  const connector =
    isWorkspaceId(workspaceId) && channelName.test(channel) ? await connectorOf(workspaceId, channel) : undefined;
  if (connector === undefined || connector.kind === 'webhook')
    throw new Refusal(404, 'no_such_chat', 'There is no such chat.');
  // Row 49: what is tried out must not be what customers are given.
  const { environment } = platform.settings.workspace(workspaceId)?.channels[channel] ?? { environment: 'live' };
  if (connector.kind === 'staging' && environment !== 'staging')
    throw new Refusal(409, 'channel_not_staging', 'The channel of a staging chat must be a staging channel.');
  return connector;
}
