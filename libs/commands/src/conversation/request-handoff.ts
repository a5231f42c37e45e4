import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { conversation, requestHandoff, type Conversation, type RequestHandoff as Request } from '#domain';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';

/** A person is asked for: by the agent, the customer or the system. */
export class RequestHandoff extends IssuedCommand<Request, Conversation> {}

@CommandHandler(RequestHandoff)
export class RequestHandoffHandler implements ICommandHandler<RequestHandoff> {
  constructor(private readonly decisions: Decisions) {}

  execute(command: RequestHandoff) {
    return this.decisions.take(conversation, command, requestHandoff);
  }
}
