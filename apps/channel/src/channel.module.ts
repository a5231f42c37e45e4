import {
  Inject,
  Logger,
  Module,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleDestroy,
} from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { CommandsModule } from '#commands';
import { faultsTo, guardEdge, serverOptions, type EdgeSettings } from '#edge';
import { Channel } from './channel.js';
import { NoSuchRoute } from './http/no-such-route.js';
import { routes } from './http/routes.js';
import type { ChannelParts } from './parts.js';

export type { ChannelParts } from './parts.js';

/** The channel service for as long as the application runs. */
@Module({})
export class ChannelModule implements OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  constructor(@Inject(Channel) private readonly channel: Channel) {}

  static register(parts: ChannelParts): DynamicModule {
    const logger = new Logger('channel');
    const onFault = faultsTo((line) => logger.warn(line));
    return {
      module: ChannelModule,
      imports: [CommandsModule.register(parts.platform)],
      providers: [
        {
          provide: Channel,
          useFactory: (commands: CommandBus) => new Channel(parts, commands, onFault),
          inject: [CommandBus],
        },
      ],
    };
  }

  /** Fastify with our limits, for a process where this service has the server to itself. */
  static adapter(settings: EdgeSettings): FastifyAdapter {
    const adapter = new FastifyAdapter(serverOptions(settings));
    const logger = new Logger('channel');
    guardEdge(adapter.getInstance(), settings, (line) => logger.warn(line));
    return adapter;
  }

  /** The same as `serve`, for such a process. */
  static async serveAlone(app: NestFastifyApplication): Promise<void> {
    app.useGlobalFilters(new NoSuchRoute((what, error) => new Logger('channel').error(what, (error as Error).stack)));
    await ChannelModule.serve(app);
  }

  /** Gives the application what customers and messengers ask for: before it listens. */
  static async serve(app: NestFastifyApplication): Promise<void> {
    await app
      .getHttpAdapter()
      .getInstance()
      .register(routes(app.get(Channel).routes));
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.channel.start();
  }

  onModuleDestroy(): void {
    this.channel.endStreams();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.channel.stop();
  }
}
