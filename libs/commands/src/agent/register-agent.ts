import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { agent, registerAgent, type Agent, type RegisterAgent as Request } from '#domain';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';

/** A new AI agent, with version 1 applied and nothing published. */
export class RegisterAgent extends IssuedCommand<Request, Agent> {}

@CommandHandler(RegisterAgent)
export class RegisterAgentHandler implements ICommandHandler<RegisterAgent> {
  constructor(private readonly decisions: Decisions) {}

  execute(command: RegisterAgent) {
    return this.decisions.take(agent, command, registerAgent);
  }
}
