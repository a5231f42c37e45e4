import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { changeChannel, workspace, type Workspace, type ChangeChannel as Request } from '#domain';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';

/** Whether a channel is on, and whether it is live or staging. */
export class ChangeChannel extends IssuedCommand<Request, Workspace> {}

@CommandHandler(ChangeChannel)
export class ChangeChannelHandler implements ICommandHandler<ChangeChannel> {
  constructor(private readonly decisions: Decisions) {}

  execute(command: ChangeChannel) {
    return this.decisions.take(workspace, command, changeChannel);
  }
}
