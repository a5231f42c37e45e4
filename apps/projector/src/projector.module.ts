import {
  Inject,
  Logger,
  Module,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import type { Pool } from 'pg';
import type { EventStore } from '#event-store';
import { Projector } from './projector.js';

export interface ProjectorParts {
  readonly store: EventStore;
  /** Connected as `handoff_projector`. */
  readonly pool: Pool;
}

/** The views follow the log for as long as the application runs. */
@Module({})
export class ProjectorModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(@Inject(Projector) private readonly projector: Projector) {}

  static register({ store, pool }: ProjectorParts): DynamicModule {
    const logger = new Logger('projector');
    const projector = new Projector({
      store,
      pool,
      log: (line) => logger.log(line),
      warn: (line) => logger.warn(line),
    });
    return {
      module: ProjectorModule,
      providers: [{ provide: Projector, useValue: projector }],
      exports: [Projector],
    };
  }

  onApplicationBootstrap(): void {
    this.projector.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.projector.stop();
  }
}
