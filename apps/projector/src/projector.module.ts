import {
  Inject,
  Logger,
  Module,
  Optional,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import type { Pool } from 'pg';
import { SharedReading, type EventStore } from '#event-store';
import { Ledger, type LedgerParts } from './ledger.js';
import { Projector } from './projector.js';

export interface ProjectorParts {
  readonly store: EventStore;
  /** Connected as `handoff_projector`. */
  readonly pool: Pool;
  /** Absent, no ledger is kept by this process. */
  readonly ledger?: LedgerParts;
}

/** The views follow the log for as long as the application runs. */
@Module({})
export class ProjectorModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    @Inject(Projector) private readonly projector: Projector,
    @Optional() @Inject(Ledger) private readonly ledger?: Ledger,
  ) {}

  static register({ store, pool, ledger }: ProjectorParts): DynamicModule {
    const logger = new Logger('projector');
    // The log is read once, and decoded by each as it needs: opened for the views, closed for the ledger.
    const sharing = new SharedReading();
    const projector = new Projector({
      store,
      sharing,
      pool,
      log: (line) => logger.log(line),
      warn: (line) => logger.warn(line),
    });
    const told = {
      log: (line: string) => logger.log(line),
      warn: (line: string) => logger.warn(line),
      alarm: (line: string) => logger.error(line),
    };
    return {
      module: ProjectorModule,
      providers: [
        { provide: Projector, useValue: projector },
        ...(ledger === undefined ? [] : [{ provide: Ledger, useValue: new Ledger({ ...ledger, ...told, sharing }) }]),
      ],
      exports: [Projector],
    };
  }

  onApplicationBootstrap(): void {
    this.projector.start();
    this.ledger?.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.projector.stop(), this.ledger?.stop()]);
  }
}
