import {
  Inject,
  Logger,
  Module,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { Relay, type RelayAppOptions } from './relay.js';

export type RelayParts = Omit<RelayAppOptions, 'log' | 'warn'>;

/** The log goes to Kafka for as long as the application runs. */
@Module({})
export class RelayModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(@Inject(Relay) private readonly relay: Relay) {}

  static register(parts: RelayParts): DynamicModule {
    const logger = new Logger('relay');
    const relay = new Relay({ ...parts, log: (line) => logger.log(line), warn: (line) => logger.warn(line) });
    return { module: RelayModule, providers: [{ provide: Relay, useValue: relay }], exports: [Relay] };
  }

  onApplicationBootstrap(): void {
    this.relay.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.relay.stop();
  }
}
