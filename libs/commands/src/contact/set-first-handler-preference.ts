import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { contact, setFirstHandler, type Contact, type Member } from '#domain';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';

/** Who handles a contact's future conversations first. */
export class SetFirstHandlerPreference extends IssuedCommand<
  { readonly member: Member; readonly firstHandler: 'ai' | 'human' },
  Contact
> {}

@CommandHandler(SetFirstHandlerPreference)
export class SetFirstHandlerPreferenceHandler implements ICommandHandler<SetFirstHandlerPreference> {
  constructor(private readonly decisions: Decisions) {}

  execute(command: SetFirstHandlerPreference) {
    return this.decisions.take(contact, command, setFirstHandler);
  }
}
