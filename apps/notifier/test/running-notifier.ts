import { CommandBus, type ICommand } from '@nestjs/cqrs';
import { NestFactory } from '@nestjs/core';
import type { Pool } from 'pg';
import { withWorkspace } from '#access';
import type { Platform } from '#commands';
import {
  notificationsOf,
  newSecret,
  putPreference,
  rowsOf,
  rowsWithin,
  SecretBox,
  type ListedNotification,
  type Preference,
  type Rows,
} from '#messaging';
import { DeliveryWorkspace, openDeliveryParts } from '../../../test/parts/delivery-parts.js';
import { NotifierModule } from '../src/notifier.module.js';

/** The notifier on real parts, with a workspace. */
export interface RunningNotifier {
  readonly platform: Platform;
  readonly pool: Pool;
  readonly box: SecretBox;
  readonly workspace: DeliveryWorkspace;
  run<T>(command: ICommand): Promise<T>;
  /** As the API does it: in a transaction that sees this workspace only. */
  asApi<T>(work: (rows: Rows) => Promise<T>, workspaceId?: string): Promise<T>;
  /** @returns the secret of the member's webhook */
  prefer(memberId: string, preference: Partial<Preference>, workspaceId?: string): Promise<string>;
  /** Another workspace beside it. */
  another(): Promise<DeliveryWorkspace>;
  /** What a member was told, oldest first. */
  told(memberId: string): Promise<readonly ListedNotification[]>;
  stop(): Promise<void>;
}

/** @param smtpUrl where mails go; nobody is told by mail where there is none */
export async function startNotifier(smtpUrl?: string): Promise<RunningNotifier> {
  const opened = await openDeliveryParts();
  const { platform, pool, views } = opened;
  const mail = smtpUrl === undefined ? {} : { mail: { url: smtpUrl, from: 'Handoff <handoff@example.org>' } };
  const app = await NestFactory.createApplicationContext(
    NotifierModule.register({ ...opened, ...mail, publicUrl: () => 'https://handoff.example' }),
    { logger: ['error', 'fatal'] },
  );
  const commands = app.get(CommandBus);
  const workspace = await DeliveryWorkspace.make(commands, opened);
  const { workspaceId } = workspace;
  const box = new SecretBox(platform.commandKey);
  const asApi: RunningNotifier['asApi'] = (work, of = workspaceId) =>
    withWorkspace(views, of, (manager) => work(rowsWithin(manager)));
  return {
    ...{ platform, pool, box, workspace, asApi },
    run: (command) => commands.execute(command),
    another: () => DeliveryWorkspace.make(commands, opened),
    prefer: async (memberId, preference, of = workspaceId) => {
      const whole = { email: null, webhook: null, language: null, chosen: {}, ...preference };
      const secret = newSecret();
      await asApi((rows) => putPreference(rows, box, { workspaceId: of, memberId }, whole, secret), of);
      return secret;
    },
    told: async (memberId) =>
      [...(await notificationsOf(rowsOf(pool), { workspaceId, memberId }, { limit: 200 }))].reverse(),
    async stop() {
      await app.close();
      await opened.stop();
    },
  };
}
