import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { conversation, recordNotice, type Conversation, type ConversationEventMap } from '#domain';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';

/** The platform told the customer something. */
export class RecordNotice extends IssuedCommand<ConversationEventMap['NoticeSent'], Conversation> {}

@CommandHandler(RecordNotice)
export class RecordNoticeHandler implements ICommandHandler<RecordNotice> {
  constructor(private readonly decisions: Decisions) {}

  execute(command: RecordNotice) {
    return this.decisions.take(conversation, command, recordNotice);
  }
}
