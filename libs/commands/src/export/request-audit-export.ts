import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { auditExport, requestExport, type AuditExport, type RequestExport } from '#domain';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';

/** Somebody takes the audit trail with them. */
export class RequestAuditExport extends IssuedCommand<RequestExport, AuditExport> {}

@CommandHandler(RequestAuditExport)
export class RequestAuditExportHandler implements ICommandHandler<RequestAuditExport> {
  constructor(private readonly decisions: Decisions) {}

  execute(command: RequestAuditExport) {
    return this.decisions.take(auditExport, command, requestExport);
  }
}
