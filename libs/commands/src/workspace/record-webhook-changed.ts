import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { recordWebhookChanged, workspace, type ChangeWebhook, type Workspace } from '#domain';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';

/** Somebody changes a webhook: told before it is changed. */
export class RecordWebhookChanged extends IssuedCommand<ChangeWebhook, Workspace> {}

@CommandHandler(RecordWebhookChanged)
export class RecordWebhookChangedHandler implements ICommandHandler<RecordWebhookChanged> {
  constructor(private readonly decisions: Decisions) {}

  execute(command: RecordWebhookChanged) {
    return this.decisions.take(workspace, command, recordWebhookChanged);
  }
}
