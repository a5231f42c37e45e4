import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { recordEvidenceViewed, workspace, type Workspace, type ViewEvidence } from '#domain';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';

/** Somebody looked at what is kept as evidence. */
export class RecordEvidenceViewed extends IssuedCommand<ViewEvidence, Workspace> {}

@CommandHandler(RecordEvidenceViewed)
export class RecordEvidenceViewedHandler implements ICommandHandler<RecordEvidenceViewed> {
  constructor(private readonly decisions: Decisions) {}

  execute(command: RecordEvidenceViewed) {
    return this.decisions.take(workspace, command, recordEvidenceViewed);
  }
}
