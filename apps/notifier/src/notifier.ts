import { setTimeout as pause } from 'node:timers/promises';
import type { CommandBus } from '@nestjs/cqrs';
import {
  DeliveryWorker,
  eventTopics,
  History,
  mailWork,
  memberWebhookWork,
  pruneNotifications,
  replayWork,
  SecretBox,
  Wakeups,
  webhookWork,
  type Consumption,
  type DeliveryWorkerOptions,
} from '#messaging';
import { postToMember } from './alerts/post-to-member.js';
import { StillMeant } from './alerts/still-meant.js';
import { alertWork, TakeAlerts } from './alerts/take-alerts.js';
import { SendMail } from './mail/send-mail.js';
import { recordFailure } from './mail/record-failure.js';
import type { NotifierParts } from './parts.js';
import { replayEvents } from './webhooks/replay-events.js';
import { SendWebhook } from './webhooks/send-webhook.js';
import { takeEvents } from './webhooks/take-events.js';

const seconds = (...pauses: number[]) => pauses.map((one) => one * 1_000);

/** Somebody waits meanwhile: after ten minutes a notification says nothing any more. */
const memberBackoffMs = seconds(2, 10, 60, 180, 360);
/** A day in all, growing as the examples of Standard Webhooks do. */
export const webhookBackoffMs = seconds(5, 300, 1_800, 7_200, 18_000, 28_800, 30_000);

/** For how long members can look back at what they were told. */
const keepDays = 90;
const pruneMs = 3_600_000;

const startLimitMs = 10_000;

/** The running service: members hear of what concerns them, subscribers of every event they asked for. */
export class Notifier {
  private readonly wakeups: Wakeups;
  private readonly mail: SendMail | undefined;
  private readonly alerts: TakeAlerts;
  private readonly workers: readonly DeliveryWorker[];
  private consumptions: readonly Consumption[] = [];
  private pruning: NodeJS.Timeout | undefined;

  constructor(
    private readonly parts: NotifierParts,
    commands: CommandBus,
    private readonly onFault: (what: string, error: unknown) => void,
  ) {
    const { platform, pool, outside, log, mail, publicUrl } = parts;
    const box = new SecretBox(platform.commandKey);
    const history = new History(platform.store);
    this.wakeups = new Wakeups(pool, onFault);
    const mails = mail !== undefined;
    this.alerts = new TakeAlerts({ platform, commands, pool, history, box, mails });
    const stillMeant = new StillMeant(platform);
    this.mail = mail && new SendMail({ platform, pool, box, stillMeant, publicUrl, mail });
    const webhook = new SendWebhook({ platform, log, pool, box, mails, outside });
    const failure = recordFailure(commands);
    const worker = (options: Omit<DeliveryWorkerOptions, 'pool' | 'wakeups' | 'onFault'>) =>
      new DeliveryWorker({ pool, wakeups: this.wakeups, onFault, ...options });
    const members = { backoffMs: memberBackoffMs, settle: failure };
    this.workers = [
      worker({
        ...{ work: alertWork, concurrency: 16, perWorkspace: 4, backoffMs: [] },
        ...{ perform: this.alerts.perform, settle: this.alerts.settle },
      }),
      ...(this.mail
        ? [worker({ ...members, work: mailWork, concurrency: 32, perWorkspace: 8, perform: this.mail.perform })]
        : []),
      worker({
        ...{ ...members, work: memberWebhookWork, concurrency: 512, perWorkspace: 64 },
        perform: postToMember({ stillMeant, pool, box, outside }),
      }),
      worker({
        ...{ work: webhookWork, concurrency: 256, perWorkspace: 64, perTarget: 8, backoffMs: webhookBackoffMs },
        ...{ perform: webhook.perform, settle: webhook.settle },
      }),
      worker({
        ...{ work: replayWork, concurrency: 4, perWorkspace: 1, backoffMs: [] },
        perform: replayEvents({ log, pool, box }),
      }),
    ];
  }

  /** Resolves when events are being taken: what happens from then on is heard. */
  async start(): Promise<void> {
    const { consumers } = this.parts;
    // Nobody is told of what happened before there was a notifier; subscribers may have it replayed.
    const from = { from: 'now' } as const;
    this.consumptions = [
      consumers.consume('notifier', ['handoff.conversation.v1', 'handoff.workspace.v1'], this.alerts.handle, from),
      consumers.consume('webhooks', eventTopics, takeEvents, from),
    ];
    this.wakeups.start();
    for (const worker of this.workers) worker.start();
    this.prune();
    this.pruning = setInterval(() => this.prune(), pruneMs);
    const end = Date.now() + startLimitMs;
    while (!this.consumptions.every((one) => one.state().running) && Date.now() < end) await pause(20);
  }

  async stop(): Promise<void> {
    clearInterval(this.pruning);
    await Promise.all(this.consumptions.map((one) => one.stop()));
    await Promise.all(this.workers.map((worker) => worker.stop()));
    await this.wakeups.stop();
    this.mail?.close();
  }

  private prune(): void {
    pruneNotifications(this.parts.pool, keepDays).catch((error: unknown) =>
      this.onFault('forgetting old notifications', error),
    );
  }
}
