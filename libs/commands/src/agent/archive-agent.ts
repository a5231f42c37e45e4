import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { agent, archiveAgent, type Agent, type Member } from '#domain';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';

/** Stops an agent for good. */
export class ArchiveAgent extends IssuedCommand<{ readonly member: Member }, Agent> {}

@CommandHandler(ArchiveAgent)
export class ArchiveAgentHandler implements ICommandHandler<ArchiveAgent> {
  constructor(private readonly decisions: Decisions) {}

  execute(command: ArchiveAgent) {
    return this.decisions.take(agent, command, archiveAgent);
  }
}
