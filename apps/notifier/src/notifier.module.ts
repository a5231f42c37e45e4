import {
  Inject,
  Logger,
  Module,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { CommandsModule } from '#commands';
import { faultsTo } from '#edge';
import { Notifier } from './notifier.js';
import type { NotifierParts } from './parts.js';

export type { NotifierParts } from './parts.js';

/** Members and subscribers are told for as long as the application runs. */
@Module({})
export class NotifierModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(@Inject(Notifier) private readonly notifier: Notifier) {}

  static register(parts: NotifierParts): DynamicModule {
    const logger = new Logger('notifier');
    const onFault = faultsTo((line) => logger.warn(line));
    return {
      module: NotifierModule,
      imports: [CommandsModule.register(parts.platform)],
      providers: [
        {
          provide: Notifier,
          useFactory: (commands: CommandBus) => new Notifier(parts, commands, onFault),
          inject: [CommandBus],
        },
      ],
    };
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.notifier.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.notifier.stop();
  }
}
