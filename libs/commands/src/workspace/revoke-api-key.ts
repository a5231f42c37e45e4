import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { revokeApiKey, workspace, type By, type Workspace } from '#domain';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';

/** A key opens nothing any more. */
export class RevokeApiKey extends IssuedCommand<By & { readonly keyId: string }, Workspace> {}

@CommandHandler(RevokeApiKey)
export class RevokeApiKeyHandler implements ICommandHandler<RevokeApiKey> {
  constructor(private readonly decisions: Decisions) {}

  execute(command: RevokeApiKey) {
    return this.decisions.take(workspace, command, revokeApiKey);
  }
}
