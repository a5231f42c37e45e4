import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { issueApiKey, workspace, type Workspace, type IssueApiKey as Request } from '#domain';
import { Decisions } from '../decisions.js';
import { IssuedCommand } from '../issued-command.js';

/** An integration or a runtime gets a key of its own. */
export class IssueApiKey extends IssuedCommand<Request, Workspace> {}

@CommandHandler(IssueApiKey)
export class IssueApiKeyHandler implements ICommandHandler<IssueApiKey> {
  constructor(private readonly decisions: Decisions) {}

  /** Its secret is another one at every try, so that the hash of it is no part of what the command id stands for. */
  execute({ id, request, issue }: IssueApiKey) {
    const { hash: _, ...asked } = request;
    const meta = this.decisions.metaOf(issue, IssueApiKey.name, { id, request: asked, actor: issue.actor });
    return this.decisions.on(workspace, id, meta, (state, context) => issueApiKey(state, request, context));
  }
}
