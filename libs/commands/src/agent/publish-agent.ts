import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { agent, publishAgent, type Agent, type PublishAgent as Request } from '#domain';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';

/** A version of an agent answers customers from now on. */
export class PublishAgent extends IssuedCommand<Request, Agent> {}

@CommandHandler(PublishAgent)
export class PublishAgentHandler implements ICommandHandler<PublishAgent> {
  constructor(private readonly decisions: Decisions) {}

  execute(command: PublishAgent) {
    return this.decisions.take(agent, command, publishAgent);
  }
}
