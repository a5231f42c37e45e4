import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { auditExport, completeExport, type AuditExport } from '#domain';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';

/** An export was made. */
export class CompleteAuditExport extends IssuedCommand<Parameters<typeof completeExport>[1], AuditExport> {}

@CommandHandler(CompleteAuditExport)
export class CompleteAuditExportHandler implements ICommandHandler<CompleteAuditExport> {
  constructor(private readonly decisions: Decisions) {}

  execute(command: CompleteAuditExport) {
    return this.decisions.take(auditExport, command, completeExport);
  }
}
