import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { recordAccessRefused, workspace, type RefuseAccess, type Workspace } from '#domain';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';

/** Somebody was not let in. */
export class RecordAccessRefused extends IssuedCommand<RefuseAccess, Workspace> {}

@CommandHandler(RecordAccessRefused)
export class RecordAccessRefusedHandler implements ICommandHandler<RecordAccessRefused> {
  constructor(private readonly decisions: Decisions) {}

  execute(command: RecordAccessRefused) {
    return this.decisions.take(workspace, command, recordAccessRefused);
  }
}
