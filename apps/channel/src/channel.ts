import { setTimeout as pause } from 'node:timers/promises';
import type { CommandBus } from '@nestjs/cqrs';
import {
  DeliveryWorker,
  findConnector,
  History,
  pruneSignatures,
  rowsOf,
  SecretBox,
  Wakeups,
  type Consumption,
  type Handler,
} from '#messaging';
import { purposeKey } from '#personal-data';
import { ChatCommands } from './chat/chat-commands.js';
import { ChatFeed } from './chat/chat-feed.js';
import { FormLinks } from './chat/form-links.js';
import { LogWatch } from './chat/log-watch.js';
import { Visitors } from './chat/visitors.js';
import type { RouteParts } from './http/routes.js';
import { TakeInbound } from './inbound/take-inbound.js';
import { postToWebhook } from './outbound/post-to-webhook.js';
import { queuePlacesIn } from './outbound/queue-places.js';
import { SendOutbound, type Send } from './outbound/send-outbound.js';
import { outboundWork, takeOutbound } from './outbound/take-outbound.js';
import type { ChannelParts } from './parts.js';
import { CallRuntime } from './turns/call-runtime.js';
import { takeTurns, turnWork } from './turns/take-turns.js';
import { languageAfter } from './words/spoken.js';

/** Pauses between the tries of a message, about an hour in all. What comes after it in its conversation waits. */
const backoffMs = [500, 1_000, 5_000, 15_000, 60_000, 300_000, 900_000, 1_800_000];

/** A customer waits: after these tries of a runtime people take over, and in any case at the turn's deadline. */
const turnBackoffMs = [500, 1_500, 4_000];

const startLimitMs = 10_000;

/** The running service: what happens in conversations goes out to customers. */
export class Channel {
  /** What it serves over HTTP. */
  readonly routes: RouteParts;
  private readonly watch: LogWatch;
  private readonly stopping = new AbortController();
  private readonly wakeups: Wakeups;
  private readonly workers: readonly DeliveryWorker[];
  private consumptions: readonly Consumption[] = [];
  private pruning: NodeJS.Timeout | undefined;

  constructor(
    private readonly parts: ChannelParts,
    commands: CommandBus,
    private readonly onFault: (what: string, error: unknown) => void,
  ) {
    const { platform, pool, views, outside } = parts;
    const box = new SecretBox(platform.commandKey);
    const formLinks = new FormLinks(parts.publicUrl, purposeKey(platform.commandKey, 'contact-form-links'));
    const connectorOf = (workspaceId: string, channel: string) =>
      findConnector(rowsOf(pool), box, workspaceId, channel);
    const places = queuePlacesIn(views);
    this.wakeups = new Wakeups(pool, onFault);
    this.watch = new LogWatch(parts.log, onFault);
    this.routes = {
      ...{ platform, pool, connectorOf, formLinks, onFault },
      take: new TakeInbound(platform, commands),
      visitors: new Visitors(parts.issuer),
      commands: new ChatCommands(platform, commands),
      feed: new ChatFeed({ platform, watch: this.watch, places, connectorOf }),
      stopping: this.stopping.signal,
    };
    const sending = new SendOutbound({
      platform,
      commands,
      history: new History(platform.store, languageAfter),
      ...{ places, formLinks, connectorOf },
      send: { webhook: postToWebhook(outside), web: shownInChat, staging: shownInChat },
    });
    const calling = new CallRuntime({ platform, commands, outside, box });
    const common = { pool, wakeups: this.wakeups, onFault };
    // One that hangs holds up its own: a workspace's messenger its workspace, an agent's runtime its agent.
    this.workers = [
      new DeliveryWorker({
        ...{ ...common, work: outboundWork, concurrency: 256, perWorkspace: 32, backoffMs },
        ...{ perform: sending.perform, settle: sending.settle },
      }),
      new DeliveryWorker({
        ...{ ...common, work: turnWork, concurrency: 1_000, perWorkspace: 400, perTarget: 200 },
        ...{ backoffMs: turnBackoffMs, perform: calling.perform, settle: calling.settle },
      }),
    ];
  }

  /** Resolves when events are being taken: what happens from then on is heard. */
  async start(): Promise<void> {
    const { consumers } = this.parts;
    // History before the first start was told in other ways, or not at all; to tell it now would only confuse.
    this.consumptions = [consumers.consume('channel', ['handoff.conversation.v1'], take, { from: 'now' })];
    this.wakeups.start();
    this.watch.start();
    this.pruning = setInterval(() => {
      pruneSignatures(this.parts.pool).catch((error: unknown) => this.onFault('forgetting old signatures', error));
    }, 600_000);
    for (const worker of this.workers) worker.start();
    const end = Date.now() + startLimitMs;
    while (!this.consumptions.every((one) => one.state().running) && Date.now() < end) await pause(20);
  }

  /** Lets the streams of chats end: they are never done by themselves, and a server that closes waits for them. */
  endStreams(): void {
    this.stopping.abort();
  }

  async stop(): Promise<void> {
    this.endStreams();
    clearInterval(this.pruning);
    await this.watch.stop();
    await Promise.all(this.consumptions.map((one) => one.stop()));
    await Promise.all(this.workers.map((worker) => worker.stop()));
    await this.wakeups.stop();
  }
}

const take: Handler = async (event, tx) => {
  await takeOutbound(event, tx);
  await takeTurns(event, tx);
};

/** The chat page reads the conversation itself, in its order: with the event, it is there. */
const shownInChat: Send = () => Promise.resolve({ state: 'sent', code: 'shown' });
