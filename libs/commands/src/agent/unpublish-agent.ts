import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { agent, unpublishAgent, type Agent, type Member } from '#domain';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';

/** Stops an agent for new conversations. */
export class UnpublishAgent extends IssuedCommand<{ readonly member: Member }, Agent> {}

@CommandHandler(UnpublishAgent)
export class UnpublishAgentHandler implements ICommandHandler<UnpublishAgent> {
  constructor(private readonly decisions: Decisions) {}

  execute(command: UnpublishAgent) {
    return this.decisions.take(agent, command, unpublishAgent);
  }
}
