import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { answerOffer, conversation, type Conversation, type AnswerOffer as Request } from '#domain';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';

/** The customer presses a button under an offer. */
export class AnswerOffer extends IssuedCommand<Request, Conversation> {}

@CommandHandler(AnswerOffer)
export class AnswerOfferHandler implements ICommandHandler<AnswerOffer> {
  constructor(private readonly decisions: Decisions) {}

  execute(command: AnswerOffer) {
    return this.decisions.take(conversation, command, answerOffer);
  }
}
