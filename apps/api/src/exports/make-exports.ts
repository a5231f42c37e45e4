import { randomUUID } from 'node:crypto';
import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { CompleteAuditExport } from '#commands';
import { findExport } from '#read-models';
import { ExportFiles, nameOf, type Ordered } from './export-files.js';

/** Who runs the making of exports, in events. */
const system = { kind: 'system', id: 'exports' } as const;

/** Makes the files of exports, says in an event when one is whole, and goes on at the start with what the last stop cut off. */
@Injectable()
export class MakeExports implements OnApplicationBootstrap {
  private readonly logger = new Logger('exports');

  constructor(
    private readonly bus: CommandBus,
    private readonly files: ExportFiles,
  ) {}

  /** The export's file, made if it is not there. */
  make(workspaceId: string, order: Ordered): Promise<string> {
    return this.files.file(workspaceId, order, async ({ bytes, sha256, matched, withheld, erased }) => {
      const said = { matched: String(matched), withheld: String(withheld), erased: String(erased) };
      const commandId = `complete ${order.exportId} ${sha256}`;
      const by = { workspaceId, actor: system, commandId, correlationId: randomUUID() };
      await this.bus.execute(new CompleteAuditExport(order.exportId, { bytes: String(bytes), sha256, ...said }, by));
    });
  }

  onApplicationBootstrap(): void {
    this.goOn().catch((error: unknown) => this.logger.warn(`interrupted exports: ${nameOf(error)}`));
  }

  private async goOn(): Promise<void> {
    if (!this.files.canMake) return;
    for (const { workspaceId, exportId } of await this.files.interrupted()) {
      const order = await this.files.read(workspaceId, (reader) => findExport(reader, exportId));
      if (order === undefined) continue;
      this.logger.log(`${exportId}: going on`);
      await this.make(workspaceId, order).catch((error: unknown) => this.logger.warn(`${exportId}: ${nameOf(error)}`));
    }
  }
}
