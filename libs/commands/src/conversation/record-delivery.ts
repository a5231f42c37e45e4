import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { conversation, recordDelivery, type Conversation, type ConversationEventMap } from '#domain';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';

/** What became of a message we sent. */
export class RecordDelivery extends IssuedCommand<ConversationEventMap['DeliveryRecorded'], Conversation> {}

@CommandHandler(RecordDelivery)
export class RecordDeliveryHandler implements ICommandHandler<RecordDelivery> {
  constructor(private readonly decisions: Decisions) {}

  execute(command: RecordDelivery) {
    return this.decisions.take(conversation, command, recordDelivery);
  }
}
