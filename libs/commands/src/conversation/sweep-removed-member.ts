import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { conversation, sweepRemovedMember, type Conversation } from '#domain';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';

/** What a removed member still has goes back into the queue. */
export class SweepRemovedMember extends IssuedCommand<{ readonly memberId: string }, Conversation> {}

@CommandHandler(SweepRemovedMember)
export class SweepRemovedMemberHandler implements ICommandHandler<SweepRemovedMember> {
  constructor(private readonly decisions: Decisions) {}

  execute(command: SweepRemovedMember) {
    return this.decisions.take(conversation, command, sweepRemovedMember);
  }
}
