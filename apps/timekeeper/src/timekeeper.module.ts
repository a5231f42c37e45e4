import {
  Inject,
  Logger,
  Module,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { Pool } from 'pg';
import { CommandsModule, type Platform } from '#commands';
import { faultsTo } from '#edge';
import { Timekeeper } from './timekeeper.js';

export interface TimekeeperParts {
  readonly platform: Platform;
  /** Connected as `handoff_timekeeper`. */
  readonly pool: Pool;
}

/** Due deadlines become commands for as long as the application runs. */
@Module({})
export class TimekeeperModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(@Inject(Timekeeper) private readonly timekeeper: Timekeeper) {}

  static register({ platform, pool }: TimekeeperParts): DynamicModule {
    const logger = new Logger('timekeeper');
    const onFault = faultsTo((line) => logger.warn(line));
    return {
      module: TimekeeperModule,
      imports: [CommandsModule.register(platform)],
      providers: [
        {
          provide: Timekeeper,
          useFactory: (commands: CommandBus) =>
            new Timekeeper({ pool, commands, hints: platform.hints, clock: platform.clock, onFault }),
          inject: [CommandBus],
        },
      ],
    };
  }

  onApplicationBootstrap(): void {
    this.timekeeper.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.timekeeper.stop();
  }
}
