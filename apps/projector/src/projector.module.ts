import {
  Inject,
  Logger,
  Module,
  Optional,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import type { Server } from 'node:http';
import type { Pool } from 'pg';
import { serveHealth } from '#edge';
import { SharedReading, type EventStore } from '#event-store';
import { Ledger, type LedgerParts } from './ledger.js';
import { Projector } from './projector.js';

export interface ProjectorParts {
  readonly store: EventStore;
  /** Connected as `handoff_projector`. */
  readonly pool: Pool;
  /** Absent, no ledger is kept by this process. */
  readonly ledger?: LedgerParts;
  /** Where health and metrics are told; nowhere when left out. */
  readonly health?: { readonly host: string; readonly port: number } | undefined;
}

/** Where this process tells how it stands. */
class HealthAddress {
  constructor(readonly at: ProjectorParts['health']) {}
}

/** The views follow the log for as long as the application runs. */
@Module({})
export class ProjectorModule implements OnApplicationBootstrap, OnApplicationShutdown {
  private server: Server | undefined;

  constructor(
    @Inject(Projector) private readonly projector: Projector,
    @Inject(HealthAddress) private readonly address: HealthAddress,
    @Optional() @Inject(Ledger) private readonly ledger?: Ledger,
  ) {}

  static register({ store, pool, ledger, health }: ProjectorParts): DynamicModule {
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
        { provide: HealthAddress, useValue: new HealthAddress(health) },
        ...(ledger === undefined ? [] : [{ provide: Ledger, useValue: new Ledger({ ...ledger, ...told, sharing }) }]),
      ],
      exports: [Projector],
    };
  }

  async onApplicationBootstrap(): Promise<void> {
    const { projector, ledger, address } = this;
    const gauges = async () => [...(await projector.gauges()), ...(ledger?.gauges() ?? [])];
    // First, since the port may be taken, and then nothing is to be left running.
    if (address.at !== undefined)
      this.server = await serveHealth({ health: () => projector.health(), gauges }, address.at.host, address.at.port);
    projector.start();
    ledger?.start();
  }

  async onApplicationShutdown(): Promise<void> {
    this.server?.close();
    await Promise.all([this.projector.stop(), this.ledger?.stop()]);
  }
}
