import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { conversation, switchToHuman, type Conversation, type TakeFromAgent } from '#domain';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';

/** A member sets human-only mode. */
export class SwitchToHuman extends IssuedCommand<TakeFromAgent, Conversation> {}

@CommandHandler(SwitchToHuman)
export class SwitchToHumanHandler implements ICommandHandler<SwitchToHuman> {
  constructor(private readonly decisions: Decisions) {}

  execute(command: SwitchToHuman) {
    return this.decisions.take(conversation, command, switchToHuman);
  }
}
