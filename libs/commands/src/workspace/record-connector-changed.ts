import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { recordConnectorChanged, workspace, type ChangeConnector, type Workspace } from '#domain';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';

/** Somebody changes how a channel reaches its customers: told before it is changed. */
export class RecordConnectorChanged extends IssuedCommand<ChangeConnector, Workspace> {}

@CommandHandler(RecordConnectorChanged)
export class RecordConnectorChangedHandler implements ICommandHandler<RecordConnectorChanged> {
  constructor(private readonly decisions: Decisions) {}

  execute(command: RecordConnectorChanged) {
    return this.decisions.take(workspace, command, recordConnectorChanged);
  }
}
