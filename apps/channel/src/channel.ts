import { setTimeout as pause } from 'node:timers/promises';
import type { CommandBus } from '@nestjs/cqrs';
import { DeliveryWorker, findConnector, rowsOf, SecretBox, Wakeups, type Consumption } from '#messaging';
import { purposeKey } from '#personal-data';
import { FormLinks } from './chat/form-links.js';
import { History } from './history.js';
import { postToWebhook } from './outbound/post-to-webhook.js';
import { queuePlacesIn } from './outbound/queue-places.js';
import { SendOutbound, type Send } from './outbound/send-outbound.js';
import { outboundWork, takeOutbound } from './outbound/take-outbound.js';
import type { ChannelParts } from './parts.js';

/** Pauses between the tries of a message, about an hour in all. What comes after it in its conversation waits. */
const backoffMs = [500, 1_000, 5_000, 15_000, 60_000, 300_000, 900_000, 1_800_000];

const startLimitMs = 10_000;

/** The running service: what happens in conversations goes out to customers. */
export class Channel {
  readonly box: SecretBox;
  readonly formLinks: FormLinks;
  private readonly wakeups: Wakeups;
  private readonly workers: readonly DeliveryWorker[];
  private consumptions: readonly Consumption[] = [];

  constructor(
    private readonly parts: ChannelParts,
    commands: CommandBus,
    onFault: (what: string, error: unknown) => void,
  ) {
    const { platform, pool, views, outside } = parts;
    this.box = new SecretBox(platform.commandKey);
    this.formLinks = new FormLinks(parts.publicUrl, purposeKey(platform.commandKey, 'contact-form-links'));
    this.wakeups = new Wakeups(pool, onFault);
    const sending = new SendOutbound({
      platform,
      commands,
      history: new History(platform.store),
      places: queuePlacesIn(views),
      formLinks: this.formLinks,
      connectorOf: (workspaceId, channel) => findConnector(rowsOf(pool), this.box, workspaceId, channel),
      send: { webhook: postToWebhook(outside), web: shownInChat, staging: shownInChat },
    });
    this.workers = [
      new DeliveryWorker({
        ...{ pool, wakeups: this.wakeups, work: outboundWork, concurrency: 32, backoffMs, onFault },
        perform: sending.perform,
        settle: sending.settle,
      }),
    ];
  }

  /** Resolves when events are being taken: what happens from then on is heard. */
  async start(): Promise<void> {
    const { consumers } = this.parts;
    // History before the first start was told in other ways, or not at all; to tell it now would only confuse.
    this.consumptions = [consumers.consume('channel', ['handoff.conversation.v1'], takeOutbound, { from: 'now' })];
    this.wakeups.start();
    for (const worker of this.workers) worker.start();
    const end = Date.now() + startLimitMs;
    while (!this.consumptions.every((one) => one.state().running) && Date.now() < end) await pause(20);
  }

  async stop(): Promise<void> {
    await Promise.all(this.consumptions.map((one) => one.stop()));
    await Promise.all(this.workers.map((worker) => worker.stop()));
    await this.wakeups.stop();
  }
}

/** The chat page reads the conversation itself, in its order: with the event, it is there. */
const shownInChat: Send = () => Promise.resolve({ state: 'sent', code: 'shown' });
