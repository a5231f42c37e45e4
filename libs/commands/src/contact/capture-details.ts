import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { captureDetails, contact, type Contact, type CaptureDetails as Request } from '#domain';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';

/** What a customer left about themselves. */
export class CaptureDetails extends IssuedCommand<Request, Contact> {}

@CommandHandler(CaptureDetails)
export class CaptureDetailsHandler implements ICommandHandler<CaptureDetails> {
  constructor(private readonly decisions: Decisions) {}

  execute(command: CaptureDetails) {
    return this.decisions.take(contact, command, captureDetails);
  }
}
