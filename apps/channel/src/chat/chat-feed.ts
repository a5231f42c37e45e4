import type { Visitor } from '#access';
import type { Platform } from '#commands';
import { conversation, type Conversation, type ConversationEvent } from '#domain';
import { conversationIdOf, type StoredEvent } from '#event-store';
import { randomUUID } from 'node:crypto';
import type { ArmedConnector } from '#messaging';
import type { QueuePlaces } from '../outbound/queue-places.js';
import { languageAfter } from '../words/spoken.js';
import { initialChat, itemOf, stateOf } from './chat-items.js';
import type { Interest, LogWatch } from './log-watch.js';

/** A server-sent event: its name, its data, and the id to go on from. */
export interface Sent {
  readonly event: 'item' | 'state' | 'place' | 'closed' | 'ready';
  readonly data: object;
  readonly id?: string;
}

export interface ChatFeedParts {
  readonly platform: Platform;
  readonly watch: LogWatch;
  readonly places: QueuePlaces;
  readonly connectorOf: (workspaceId: string, channel: string) => Promise<ArmedConnector | undefined>;
}

/** How often a silent connection is given a sign of life, and the place in the queue is looked up. */
const quietMs = 15_000;
const placeMs = 3_000;

/**
 * What a visitor sees, live: the conversation as it stands in the log, in its order, each thing once, from wherever the page has come to.
 * When it is closed the next one follows.
 */
export class ChatFeed {
  constructor(private readonly parts: ChatFeedParts) {}

  /**
   * @param after `{conversation id}:{revision}` of the last thing the page has
   * @returns without end until the signal says so; `undefined` is a sign of life
   */
  async *follow(visitor: Visitor, after: string | undefined, signal: AbortSignal): AsyncGenerator<Sent | undefined> {
    const interest = this.parts.watch.interest();
    try {
      yield* this.read(visitor, after, interest, signal);
    } finally {
      interest.end();
    }
  }

  private async *read(
    visitor: Visitor,
    after: string | undefined,
    interest: Interest,
    signal: AbortSignal,
  ): AsyncGenerator<Sent | undefined> {
    const { platform } = this.parts;
    const { workspaceId, channel, externalUserId } = visitor;
    const { settings } = (await this.parts.connectorOf(workspaceId, channel)) ?? {};
    const agentOf = (agentId: string) => platform.settings.agent(workspaceId, agentId);
    const { contactId } = await platform.contacts.resolve(workspaceId, channel, externalUserId, randomUUID());
    const idOf = (sequence: number) => conversationIdOf(contactId, channel, sequence);
    let [seenId, seenRevision] = after?.split(':') ?? [];
    let sequence = (await platform.hints.latest(workspaceId, contactId, channel)) ?? 1;
    let state: Conversation = initialChat;
    let revision = -1n;
    let language: string | null = null;
    let place: string | undefined;
    let told: string | undefined;
    let caughtUp = false;
    while (!signal.aborted) {
      const id = idOf(sequence);
      interest.in([`conversation-${id}`, `conversation-${idOf(sequence + 1)}`]);
      const events = (await platform.store.readStream(
        `conversation-${id}`,
        revision + 1n,
      )) as StoredEvent<ConversationEvent>[];
      for (const stored of events) {
        const known = seenId === id && stored.revision <= BigInt(seenRevision ?? '-1');
        language = languageAfter(stored.event, language);
        if (!known)
          for (const item of itemOf({ ...stored, before: state, language }, agentOf, settings))
            yield { event: 'item', data: { conversationId: id, ...item }, id: `${id}:${stored.revision}` };
        state = conversation.evolve(state, stored.event);
        revision = stored.revision;
      }
      const stands = stateOf(id, state);
      if (JSON.stringify(stands) !== told) yield { event: 'state', data: stands };
      told = JSON.stringify(stands);
      if (state.status === 'closed') {
        const next = await platform.store.readStream(`conversation-${idOf(sequence + 1)}`);
        if (next.length > 0) {
          yield { event: 'closed', data: { conversationId: id } };
          [seenId, seenRevision] = [undefined, undefined];
          [sequence, state, revision, place] = [sequence + 1, initialChat, -1n, undefined];
          continue;
        }
      }
      if (!caughtUp) yield { event: 'ready', data: {} };
      caughtUp = true;
      if (state.status === 'waiting') {
        const now = await this.place(workspaceId, id);
        if (now !== undefined && now !== place) {
          place = now;
          yield { event: 'place', data: JSON.parse(now) as object };
        }
      } else place = undefined;
      await interest.news(state.status === 'waiting' ? placeMs : quietMs, signal);
      yield undefined;
    }
  }

  private async place(workspaceId: string, conversationId: string): Promise<string | undefined> {
    const place = await this.parts.places(workspaceId, conversationId);
    return place === undefined ? undefined : JSON.stringify({ conversationId, ...place });
  }
}
