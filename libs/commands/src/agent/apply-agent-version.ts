import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { agent, applyAgentVersion, type Agent, type ApplyAgentVersion as Request } from '#domain';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';

/** Saves a new version of an agent. */
export class ApplyAgentVersion extends IssuedCommand<Request, Agent> {}

@CommandHandler(ApplyAgentVersion)
export class ApplyAgentVersionHandler implements ICommandHandler<ApplyAgentVersion> {
  constructor(private readonly decisions: Decisions) {}

  execute(command: ApplyAgentVersion) {
    return this.decisions.take(agent, command, applyAgentVersion);
  }
}
