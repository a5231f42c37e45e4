import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { conversation, offerHandoff, type Conversation, type OfferHandoff as Request } from '#domain';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';

/** An agent asks whether the customer wants a person. */
export class OfferHandoff extends IssuedCommand<Request, Conversation> {}

@CommandHandler(OfferHandoff)
export class OfferHandoffHandler implements ICommandHandler<OfferHandoff> {
  constructor(private readonly decisions: Decisions) {}

  execute(command: OfferHandoff) {
    return this.decisions.take(conversation, command, offerHandoff);
  }
}
