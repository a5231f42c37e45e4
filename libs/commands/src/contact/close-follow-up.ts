import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { closeFollowUp, contact, type Contact, type CloseFollowUp as Request } from '#domain';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';

/** A member got back to the customer, or tried. */
export class CloseFollowUp extends IssuedCommand<Request, Contact> {}

@CommandHandler(CloseFollowUp)
export class CloseFollowUpHandler implements ICommandHandler<CloseFollowUp> {
  constructor(private readonly decisions: Decisions) {}

  execute(command: CloseFollowUp) {
    return this.decisions.take(contact, command, closeFollowUp);
  }
}
