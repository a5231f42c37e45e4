import { Module, type DynamicModule } from '@nestjs/common';
import { CommandBus, type ICommand } from '@nestjs/cqrs';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Pool } from 'pg';
import { withWorkspace } from '#access';
import type { Platform } from '#commands';
import { loadConfiguration, type Configuration } from '#configuration';
import type { AgentSettings, Member } from '#domain';
import { newSecret, putConnector, rowsWithin, SecretBox, type Connector } from '#messaging';
import { purposeKey } from '#personal-data';
import { DeliveryWorkspace, openDeliveryParts } from '../../../test/parts/delivery-parts.js';
import { ChannelModule, type ChannelParts } from '../src/channel.module.js';
import { FormLinks, type FormPlace } from '../src/chat/form-links.js';

@Module({})
class Root {
  static of(imports: DynamicModule[]): DynamicModule {
    return { module: Root, imports };
  }
}

/** The channel service on real parts, with a workspace, its people and an agent. */
export interface RunningChannel extends Pick<DeliveryWorkspace, 'write' | 'events' | 'sees' | 'issue'> {
  readonly url: string;
  readonly platform: Platform;
  readonly pool: Pool;
  readonly workspaceId: string;
  readonly agentId: string;
  readonly ada: Member;
  /** Another workspace beside it. */
  another(): Promise<DeliveryWorkspace>;
  run<T>(command: ICommand): Promise<T>;
  /** @returns the secret of a new connector */
  connect(connector: Partial<Connector> & Pick<Connector, 'kind'>): Promise<string>;
  /** How the channel knows the customer of a conversation. */
  externalUserOf(conversationId: string): Promise<string | null | undefined>;
  formLink(place: FormPlace): string;
  /** Makes the wait so long that the contact form goes out. */
  formDue(conversationId: string): Promise<void>;
  stop(): Promise<void>;
}

/**
 * @param settings of the agent
 * @param besides settings of the service
 */
export async function startChannel(
  settings: Partial<AgentSettings> = {},
  besides: Partial<Configuration> = {},
): Promise<RunningChannel> {
  const opened = await openDeliveryParts();
  const { platform, pool, views } = opened;
  let url = '';
  const parts: ChannelParts = { ...opened, publicUrl: () => url };
  const app = await NestFactory.create<NestFastifyApplication>(
    Root.of([ChannelModule.register(parts)]),
    ChannelModule.adapter(loadConfiguration({}, besides)),
    { logger: ['error', 'fatal'] },
  );
  await ChannelModule.serveAlone(app);
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
  const commands = app.get(CommandBus);
  const workspace = await DeliveryWorkspace.make(commands, opened, settings);
  const { workspaceId, agentId, ada } = workspace;
  const box = new SecretBox(platform.commandKey);
  return {
    ...{ url, platform, pool, workspaceId, agentId, ada },
    another: () => DeliveryWorkspace.make(commands, opened, settings),
    run: (command) => commands.execute(command),
    issue: (actor, commandId) => workspace.issue(actor, commandId),
    write: (text, from, channel) => workspace.write(text, from, channel),
    events: (conversationId) => workspace.events(conversationId),
    sees: workspace.sees.bind(workspace),
    formDue: (conversationId) => workspace.nextStepDue(conversationId),
    connect: async (connector) => {
      const whole = { workspaceId, channel: 'sms', url: null, settings: {}, ...connector };
      const secret = newSecret();
      await withWorkspace(views, whole.workspaceId, (manager) => putConnector(rowsWithin(manager), box, whole, secret));
      return secret;
    },
    async externalUserOf(conversationId) {
      const [started] = await workspace.events(conversationId);
      const { contactId } = started!.data as { contactId: string };
      const [identified] = await platform.store.readStream(`contact-${contactId}`);
      return (identified?.event.data as { externalUserId: string | null }).externalUserId;
    },
    formLink: (place) =>
      new FormLinks(parts.publicUrl, purposeKey(platform.commandKey, 'contact-form-links')).to(place),
    async stop() {
      await app.close();
      await opened.stop();
    },
  };
}
